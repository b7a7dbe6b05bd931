#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "node/reactor/duplicate_descriptor.h"
#include "node/reactor/reactor.h"
#include "node/reactor/uv_handles.h"
#include "node/reactor/uv_queue.h"

namespace zmq_napi::node {

namespace {

// --- descriptors

struct PollHandle final : UvHandle {
    PollHandle(UvHandles& handles, ReactorOwner& reactor_owner, WatchId number)
        : UvHandle(handles, UvApi::kPoll), owner(reactor_owner), id(number) {}

    ReactorOwner& owner;
    const WatchId id;
    DuplicateDescriptor duplicate;
};

void on_poll(UvApi::Handle* uv, int, int) {
    const auto& handle = UvHandle::of<PollHandle>(uv);
    // An error of the descriptor counts as readiness: the next libzmq call reports it.
    handle.owner.on_ready(handle.id);
}

class UvWatcher final : public Watcher {
  public:
    explicit UvWatcher(PollHandle* handle) noexcept : handle_(handle) {}
    ~UvWatcher() override {
        UvHandles& handles = handle_->handles();
        handles.uv().poll_stop(handle_->uv());
        handles.close(handle_);
        handle_->duplicate.close();
    }

    void hold(bool alive) override { handle_->handles().hold(handle_, alive); }
    void resume() override {}

  private:
    /// The event loop owns it from the end of this watcher on.
    PollHandle* const handle_;
};

// --- alarms

class UvAlarm final : public Alarm {
  public:
    UvAlarm(UvHandles& handles, std::function<void()> ring) {
        auto handle = std::make_unique<Handle>(handles, std::move(ring));
        handles.uv().timer_init(handles.loop(), handle->uv());
        handle_ = handles.register_handle(std::move(handle));
        hold(false);
    }
    ~UvAlarm() override { handle_->handles().close(handle_); }

    void set(std::uint32_t milliseconds) override {
        handle_->handles().uv().timer_start(handle_->uv(), on_timer, milliseconds, 0);
    }
    void hold(bool alive) override { handle_->handles().hold(handle_, alive); }

  private:
    struct Handle final : UvHandle {
        Handle(UvHandles& handles, std::function<void()> callback)
            : UvHandle(handles, UvApi::kTimer), ring(std::move(callback)) {}

        const std::function<void()> ring;
    };

    static void on_timer(UvApi::Handle* uv) { UvHandle::of<Handle>(uv).ring(); }

    /// The event loop owns it from the end of this alarm on.
    Handle* handle_ = nullptr;
};

// --- the reactor

class UvReactor final : public Reactor {
  public:
    UvReactor(ReactorOwner& owner, const UvApi& uv, UvApi::Loop* loop) noexcept : owner_(owner), handles_(uv, loop) {}

    /// False if the process has no descriptor left.
    bool start();
    zmq::Error watch(SocketId id, zmq::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) override;
    zmq::Error watch_once(WatchId id, zmq::Descriptor descriptor, unsigned interest,
                          std::unique_ptr<Watcher>& watcher) override;
    std::unique_ptr<Alarm> make_alarm(std::function<void()> ring) override {
        return std::make_unique<UvAlarm>(handles_, std::move(ring));
    }
    bool request_iteration() override;
    std::shared_ptr<JsThreadQueue> queue() const noexcept override { return queue_; }
    void stop(std::function<void()> stopped) override;
    bool stops_at_once() const noexcept override { return false; }

  private:
    struct TurnHandle final : UvHandle {
        TurnHandle(UvHandles& handles, UvApi::Type type, UvReactor& reactor)
            : UvHandle(handles, type), owner(reactor) {}

        UvReactor& owner;
    };

    zmq::Error start(std::unique_ptr<PollHandle> handle, int events, std::unique_ptr<Watcher>& watcher);
    static void on_iteration(UvApi::Handle* uv);

    ReactorOwner& owner_;
    UvHandles handles_;
    std::shared_ptr<JsThreadQueue> queue_;
    /// libuv calls `check_` when the loop has turned. While `idle_` is active, the loop does not sleep before that.
    TurnHandle* check_ = nullptr;
    TurnHandle* idle_ = nullptr;
};

zmq::Error UvReactor::start(std::unique_ptr<PollHandle> handle, int events, std::unique_ptr<Watcher>& watcher) {
    PollHandle* const polled = handles_.register_handle(std::move(handle));
    auto made = std::make_unique<UvWatcher>(polled);
    made->hold(false);
    if (const int code = handles_.uv().poll_start(polled->uv(), events, on_poll)) return {-code, "uv_poll_start"};
    watcher = std::move(made);
    return {};
}

// libuv's errors are negative errnos.

zmq::Error UvReactor::watch(SocketId id, zmq::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) {
    auto handle = std::make_unique<PollHandle>(handles_, owner_, id);
    const int code = handles_.uv().poll_init(handles_.loop(), handle->uv(), descriptor);
    if (code != 0) return {-code, "uv_poll_init"};
    return start(std::move(handle), UvApi::kReadable, watcher);
}

zmq::Error UvReactor::watch_once(WatchId id, zmq::Descriptor descriptor, unsigned interest,
                                 std::unique_ptr<Watcher>& watcher) {
    auto handle = std::make_unique<PollHandle>(handles_, owner_, id);
    const DuplicateDescriptor& duplicate = handle->duplicate;
    if (const int code = handle->duplicate.open(descriptor)) return {code, "fcntl"};
    const int flags = duplicate.flags();
    const int code = handles_.uv().poll_init(handles_.loop(), handle->uv(), duplicate.get());
    duplicate.restore(flags);
    if (code != 0) return {-code, "uv_poll_init"};

    const int events =
        ((interest & kReadable) != 0 ? UvApi::kReadable : 0) | ((interest & kWritable) != 0 ? UvApi::kWritable : 0);
    // libuv always reports errors, but it must be asked for some event.
    return start(std::move(handle), events == 0 ? UvApi::kPrioritized : events, watcher);
}

bool UvReactor::request_iteration() {
    handles_.uv().check_start(check_->uv(), on_iteration);
    handles_.uv().idle_start(idle_->uv(), [](UvApi::Handle*) {});
    return true;
}

void UvReactor::on_iteration(UvApi::Handle* uv) {
    UvReactor& reactor = UvHandle::of<TurnHandle>(uv).owner;
    reactor.handles_.uv().check_stop(reactor.check_->uv());
    reactor.handles_.uv().idle_stop(reactor.idle_->uv());
    reactor.owner_.on_iteration();
}

bool UvReactor::start() {
    auto check = std::make_unique<TurnHandle>(handles_, UvApi::kCheck, *this);
    auto idle = std::make_unique<TurnHandle>(handles_, UvApi::kIdle, *this);
    queue_ = make_uv_queue(handles_);
    if (queue_ == nullptr) return false;
    handles_.uv().check_init(handles_.loop(), check->uv());
    check_ = handles_.register_handle(std::move(check));
    handles_.uv().idle_init(handles_.loop(), idle->uv());
    idle_ = handles_.register_handle(std::move(idle));
    return true;
}

void UvReactor::stop(std::function<void()> stopped) {
    handles_.when_all_closed(std::move(stopped));
    handles_.close(check_);
    handles_.close(idle_);
}

}  // namespace

std::unique_ptr<Reactor> make_uv_reactor(napi_env env, ReactorOwner& owner) {
    const UvApi* const uv = UvApi::find();
    struct uv_loop_s* loop = nullptr;
    if (uv == nullptr || napi_get_uv_event_loop(env, &loop) != napi_ok) return nullptr;
    auto reactor = std::make_unique<UvReactor>(owner, *uv, reinterpret_cast<UvApi::Loop*>(loop));
    if (!reactor->start()) return nullptr;
    return reactor;
}

}  // namespace zmq_napi::node
