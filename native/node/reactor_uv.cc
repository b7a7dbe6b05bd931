#include <cerrno>
#include <cstddef>
#include <memory>
#include <utility>

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>
#endif

#include "node/environment.h"
#include "node/reactor.h"
#include "node/uv_api.h"

namespace zmq_napi::node {

namespace {

/// A descriptor of our own for a file of the program's. libuv has one watcher for each number, which may be Node's; and
/// where the program closes its own and has the number again, what comes then must find it free.
class Duplicate {
  public:
    Duplicate() noexcept = default;
    ~Duplicate() { close(); }
    Duplicate(const Duplicate&) = delete;
    Duplicate& operator=(const Duplicate&) = delete;

#ifdef _WIN32
    // Not ours: only sockets can be watched there, and they have no simple duplicate.
    int open(core::Descriptor descriptor) noexcept {
        descriptor_ = descriptor;
        return 0;
    }
    void close() noexcept {}
    int flags() const noexcept { return 0; }
    void restore(int) const noexcept {}
#else
    int open(core::Descriptor descriptor) noexcept {
        descriptor_ = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
        return descriptor_ == -1 ? errno : 0;
    }
    void close() noexcept {
        if (descriptor_ != -1) ::close(std::exchange(descriptor_, -1));
    }
    /// libuv makes what it watches non-blocking, which would be seen by everybody who shares the file.
    int flags() const noexcept { return fcntl(descriptor_, F_GETFL); }
    void restore(int flags) const noexcept {
        if (flags != -1) fcntl(descriptor_, F_SETFL, flags);
    }
#endif
    core::Descriptor get() const noexcept { return descriptor_; }

  private:
#ifdef _WIN32
    core::Descriptor descriptor_ = 0;
#else
    core::Descriptor descriptor_ = -1;
#endif
};

class UvReactor final : public Reactor {
  public:
    UvReactor(Environment& environment, const UvApi& uv, UvApi::Loop* loop) noexcept
        : environment_(environment), uv_(uv), loop_(loop) {}

    core::Error watch(SocketId id, core::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) override;
    core::Error watch_once(WatchId id, core::Descriptor descriptor, unsigned interest,
                           std::unique_ptr<Watcher>& watcher) override;
    void stop(std::function<void()> stopped) override;

  private:
    friend class UvWatcher;

    /// A uv_poll_t, which libuv uses until its close callback, and what belongs to it.
    struct Handle {
        Handle(UvReactor& owner, WatchId number, std::unique_ptr<std::max_align_t[]> room) noexcept
            : reactor(owner), id(number), memory(std::move(room)) {}

        UvReactor& reactor;
        WatchId id;
        std::unique_ptr<std::max_align_t[]> memory;
        Duplicate duplicate;

        UvApi::Handle* uv() const noexcept { return reinterpret_cast<UvApi::Handle*>(memory.get()); }
    };

    /// A handle whose watcher is still to be made.
    std::unique_ptr<Handle> make(WatchId id);
    core::Error start(std::unique_ptr<Handle> handle, int events, std::unique_ptr<Watcher>& watcher);

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
        handle_->duplicate.close();
    }

    void hold(bool alive) override { alive ? uv_.ref(handle_->uv()) : uv_.unref(handle_->uv()); }
    void resume() override {}

  private:
    const UvApi& uv_;
    /// Owned by libuv from the end of this watcher on; freed in the close callback.
    Handle* const handle_;
};

std::unique_ptr<UvReactor::Handle> UvReactor::make(WatchId id) {
    constexpr std::size_t kUnit = sizeof(std::max_align_t);
    const std::size_t units = (uv_.poll_handle_size + kUnit - 1) / kUnit;
    return std::make_unique<Handle>(*this, id, std::make_unique<std::max_align_t[]>(units));
}

core::Error UvReactor::start(std::unique_ptr<Handle> handle, int events, std::unique_ptr<Watcher>& watcher) {
    UvApi::Handle* const uv = handle->uv();
    ++handles_;
    uv_.set_data(uv, handle.get());
    auto made = std::make_unique<UvWatcher>(uv_, std::move(handle));
    made->hold(false);
    if (const int code = uv_.poll_start(uv, events, on_poll)) return {-code, "uv_poll_start"};
    watcher = std::move(made);
    return {};
}

// libuv's errors are errnos, negated.

core::Error UvReactor::watch(SocketId id, core::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) {
    auto handle = make(id);
    if (const int code = uv_.poll_init(loop_, handle->uv(), descriptor)) return {-code, "uv_poll_init"};
    return start(std::move(handle), UvApi::kReadable, watcher);
}

core::Error UvReactor::watch_once(WatchId id, core::Descriptor descriptor, unsigned interest,
                                  std::unique_ptr<Watcher>& watcher) {
    auto handle = make(id);
    const Duplicate& duplicate = handle->duplicate;
    if (const int code = handle->duplicate.open(descriptor)) return {code, "fcntl"};
    const int flags = duplicate.flags();
    const int refused = uv_.poll_init(loop_, handle->uv(), duplicate.get());
    duplicate.restore(flags);
    if (refused != 0) return {-refused, "uv_poll_init"};

    const int events =
        ((interest & kReadable) != 0 ? UvApi::kReadable : 0) | ((interest & kWritable) != 0 ? UvApi::kWritable : 0);
    // Errors are reported beside what is asked for; libuv must be asked for something.
    return start(std::move(handle), events == 0 ? UvApi::kPrioritized : events, watcher);
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
