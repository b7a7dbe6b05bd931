#include <cstddef>
#include <memory>
#include <utility>

#include "node/environment.h"
#include "node/reactor.h"
#include "node/uv_api.h"

namespace zmq_napi::node {

namespace {

class UvReactor final : public Reactor {
  public:
    UvReactor(Environment& environment, const UvApi& uv, UvApi::Loop* loop) noexcept
        : environment_(environment), uv_(uv), loop_(loop) {}

    core::Error watch(SocketId id, core::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) override;
    void stop(std::function<void()> stopped) override;

  private:
    friend class UvWatcher;

    /// A uv_poll_t, which libuv uses until its close callback, and what belongs to it.
    struct Handle {
        UvReactor& reactor;
        SocketId id;
        std::unique_ptr<std::max_align_t[]> memory;

        UvApi::Handle* uv() const noexcept { return reinterpret_cast<UvApi::Handle*>(memory.get()); }
    };

    static void on_poll(UvApi::Handle* handle, int status, int events);
    static void on_closed(UvApi::Handle* handle);

    Environment& environment_;
    const UvApi& uv_;
    UvApi::Loop* const loop_;
    /// Handles that libuv still knows.
    std::size_t handles_ = 0;
    std::function<void()> stopped_;
};

class UvWatcher final : public Watcher {
  public:
    using Handle = UvReactor::Handle;

    UvWatcher(const UvApi& uv, std::unique_ptr<Handle> handle) noexcept : uv_(uv), handle_(handle.release()) {}
    ~UvWatcher() override {
        uv_.poll_stop(handle_->uv());
        uv_.close(handle_->uv(), UvReactor::on_closed);
    }

    void hold(bool alive) override { alive ? uv_.ref(handle_->uv()) : uv_.unref(handle_->uv()); }
    void resume() override {}

  private:
    const UvApi& uv_;
    /// Owned by libuv from the end of this watcher on; freed in the close callback.
    Handle* const handle_;
};

core::Error UvReactor::watch(SocketId id, core::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) {
    constexpr std::size_t kUnit = sizeof(std::max_align_t);
    const std::size_t units = (uv_.poll_handle_size + kUnit - 1) / kUnit;
    auto handle = std::make_unique<Handle>(Handle{*this, id, std::make_unique<std::max_align_t[]>(units)});
    UvApi::Handle* const uv = handle->uv();
    // libuv's errors are errnos, negated.
    if (const int code = uv_.poll_init(loop_, uv, descriptor)) return {-code, "uv_poll_init"};

    ++handles_;
    uv_.set_data(uv, handle.get());
    auto made = std::make_unique<UvWatcher>(uv_, std::move(handle));
    made->hold(false);
    if (const int code = uv_.poll_start(uv, UvApi::kReadable, on_poll)) return {-code, "uv_poll_start"};
    watcher = std::move(made);
    return {};
}

void UvReactor::stop(std::function<void()> stopped) {
    if (handles_ == 0) {
        stopped();
    } else {
        stopped_ = std::move(stopped);
    }
}

void UvReactor::on_poll(UvApi::Handle* uv, int, int) {
    const auto* const handle = static_cast<Handle*>(UvApi::find()->get_data(uv));
    // An error of the descriptor counts as readiness: the next libzmq call reports it.
    handle->reactor.environment_.on_ready(handle->id);
}

void UvReactor::on_closed(UvApi::Handle* uv) {
    const std::unique_ptr<Handle> handle(static_cast<Handle*>(UvApi::find()->get_data(uv)));
    UvReactor& reactor = handle->reactor;
    if (--reactor.handles_ != 0 || !reactor.stopped_) return;
    const auto stopped = std::move(reactor.stopped_);
    stopped();
}

}  // namespace

std::unique_ptr<Reactor> make_uv_reactor(Environment& environment) {
    const UvApi* const uv = UvApi::find();
    struct uv_loop_s* loop = nullptr;
    if (uv == nullptr || napi_get_uv_event_loop(environment.env(), &loop) != napi_ok) return nullptr;
    return std::make_unique<UvReactor>(environment, *uv, reinterpret_cast<UvApi::Loop*>(loop));
}

}  // namespace zmq_napi::node
