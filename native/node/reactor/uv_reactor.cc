#include <cerrno>
#include <cstddef>
#include <memory>
#include <utility>

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>
#endif

#include "node/env/environment.h"
#include "node/reactor/reactor.h"
#include "node/reactor/uv_api.h"

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

class UvReactor;

/// A handle of libuv's, which uses its memory until the close callback, and what belongs to it.
class UvHandle {
  public:
    UvHandle(UvReactor& reactor, UvApi::Type type);
    virtual ~UvHandle() = default;
    UvHandle(const UvHandle&) = delete;
    UvHandle& operator=(const UvHandle&) = delete;

    UvApi::Handle* uv() const noexcept { return reinterpret_cast<UvApi::Handle*>(memory_.get()); }
    UvReactor& reactor() const noexcept { return reactor_; }

    template <typename Type>
    static Type& of(UvApi::Handle* uv) noexcept {
        return *static_cast<Type*>(static_cast<UvHandle*>(UvApi::find()->get_data(uv)));
    }

  private:
    UvReactor& reactor_;
    const std::unique_ptr<std::max_align_t[]> memory_;
};

class UvReactor final : public Reactor {
  public:
    UvReactor(Environment& environment, const UvApi& uv, UvApi::Loop* loop) noexcept
        : environment_(environment), uv_(uv), loop_(loop) {}
    ~UvReactor() override = default;

    /// False when the process has no descriptor left.
    bool start();
    core::Error watch(SocketId id, core::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) override;
    core::Error watch_once(WatchId id, core::Descriptor descriptor, unsigned interest,
                           std::unique_ptr<Watcher>& watcher) override;
    std::unique_ptr<Alarm> make_alarm(std::function<void()> ring) override;
    bool request_turn() override;
    std::shared_ptr<Notifier> notifier() const noexcept override { return notifier_; }
    void stop(std::function<void()> stopped) override;

    const UvApi& uv() const noexcept { return uv_; }
    UvApi::Loop* loop() const noexcept { return loop_; }
    /// To be called with each handle that libuv has initialised, and gives it up: libuv has it from then on.
    template <typename Handle>
    Handle* adopt(std::unique_ptr<Handle> handle) noexcept {
        ++handles_;
        uv_.set_data(handle->uv(), static_cast<UvHandle*>(handle.get()));
        return handle.release();
    }
    /// Ends a handle, which is freed later.
    void close(UvHandle* handle) noexcept { uv_.close(handle->uv(), on_closed); }

  private:
    struct PollHandle;
    class UvWatcher;

    core::Error start(std::unique_ptr<PollHandle> handle, int events, std::unique_ptr<Watcher>& watcher);

    static void on_poll(UvApi::Handle* handle, int status, int events);
    static void on_turn(UvApi::Handle* handle);
    static void on_closed(UvApi::Handle* handle);

    Environment& environment_;
    const UvApi& uv_;
    UvApi::Loop* const loop_;
    std::shared_ptr<Notifier> notifier_;
    /// A turn is over when `check_` is called; while `idle_` is active, the loop does not sleep before.
    UvHandle* check_ = nullptr;
    UvHandle* idle_ = nullptr;
    /// Handles that libuv still knows.
    std::size_t handles_ = 0;
    std::function<void()> stopped_;
};

UvHandle::UvHandle(UvReactor& reactor, UvApi::Type type)
    : reactor_(reactor),
      memory_(std::make_unique<std::max_align_t[]>((reactor.uv().handle_size(type) + sizeof(std::max_align_t) - 1) /
                                                   sizeof(std::max_align_t))) {}

// --- descriptors

struct UvReactor::PollHandle final : UvHandle {
    PollHandle(UvReactor& reactor, WatchId number) : UvHandle(reactor, UvApi::kPoll), id(number) {}

    const WatchId id;
    Duplicate duplicate;
};

class UvReactor::UvWatcher final : public Watcher {
  public:
    explicit UvWatcher(PollHandle* handle) noexcept : handle_(handle) {}
    ~UvWatcher() override {
        UvReactor& reactor = handle_->reactor();
        reactor.uv().poll_stop(handle_->uv());
        reactor.close(handle_);
        handle_->duplicate.close();
    }

    void hold(bool alive) override {
        const UvApi& uv = handle_->reactor().uv();
        alive ? uv.ref(handle_->uv()) : uv.unref(handle_->uv());
    }
    void resume() override {}

  private:
    /// Owned by libuv from the end of this watcher on.
    PollHandle* const handle_;
};

core::Error UvReactor::start(std::unique_ptr<PollHandle> handle, int events, std::unique_ptr<Watcher>& watcher) {
    PollHandle* const polled = adopt(std::move(handle));
    auto made = std::make_unique<UvWatcher>(polled);
    made->hold(false);
    if (const int code = uv_.poll_start(polled->uv(), events, on_poll)) return {-code, "uv_poll_start"};
    watcher = std::move(made);
    return {};
}

// libuv's errors are errnos, negated.

core::Error UvReactor::watch(SocketId id, core::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) {
    auto handle = std::make_unique<PollHandle>(*this, id);
    if (const int code = uv_.poll_init(loop_, handle->uv(), descriptor)) return {-code, "uv_poll_init"};
    return start(std::move(handle), UvApi::kReadable, watcher);
}

core::Error UvReactor::watch_once(WatchId id, core::Descriptor descriptor, unsigned interest,
                                  std::unique_ptr<Watcher>& watcher) {
    auto handle = std::make_unique<PollHandle>(*this, id);
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

void UvReactor::on_poll(UvApi::Handle* uv, int, int) {
    const auto& handle = UvHandle::of<PollHandle>(uv);
    // An error of the descriptor counts as readiness: the next libzmq call reports it.
    handle.reactor().environment_.on_ready(handle.id);
}

// --- alarms

class UvAlarm final : public Alarm {
  public:
    UvAlarm(UvReactor& reactor, std::function<void()> ring) {
        auto handle = std::make_unique<Handle>(reactor, std::move(ring));
        reactor.uv().timer_init(reactor.loop(), handle->uv());
        handle_ = reactor.adopt(std::move(handle));
        hold(false);
    }
    ~UvAlarm() override { handle_->reactor().close(handle_); }

    void set(std::uint32_t milliseconds) override {
        handle_->reactor().uv().timer_start(handle_->uv(), on_timer, milliseconds, 0);
    }
    void hold(bool alive) override {
        const UvApi& uv = handle_->reactor().uv();
        alive ? uv.ref(handle_->uv()) : uv.unref(handle_->uv());
    }

  private:
    struct Handle final : UvHandle {
        Handle(UvReactor& reactor, std::function<void()> callback)
            : UvHandle(reactor, UvApi::kTimer), ring(std::move(callback)) {}

        const std::function<void()> ring;
    };

    static void on_timer(UvApi::Handle* uv) { UvHandle::of<Handle>(uv).ring(); }

    /// Owned by libuv from the end of this alarm on.
    Handle* handle_ = nullptr;
};

std::unique_ptr<Alarm> UvReactor::make_alarm(std::function<void()> ring) {
    return std::make_unique<UvAlarm>(*this, std::move(ring));
}

// --- turns

bool UvReactor::request_turn() {
    uv_.check_start(check_->uv(), on_turn);
    uv_.idle_start(idle_->uv(), [](UvApi::Handle*) {});
    return true;
}

void UvReactor::on_turn(UvApi::Handle* uv) {
    UvReactor& reactor = UvHandle::of<UvHandle>(uv).reactor();
    reactor.uv_.check_stop(reactor.check_->uv());
    reactor.uv_.idle_stop(reactor.idle_->uv());
    reactor.environment_.on_turn();
}

// --- notifications of other threads

/// Not a napi_threadsafe_function, which tools that look for what keeps a process alive take for an open handle.
class UvNotifier final : public Notifier {
  public:
    /// False when the process has no descriptor left.
    bool open(UvReactor& reactor) {
        auto handle = std::make_unique<Handle>(reactor, *this);
        if (reactor.uv().async_init(reactor.loop(), handle->uv(), on_async) != 0) return false;
        handle_ = reactor.adopt(std::move(handle));
        keep_alive(false);
        return true;
    }

  protected:
    void signal() noexcept override { handle_->reactor().uv().async_send(handle_->uv()); }
    void keep_alive(bool alive) noexcept override {
        const UvApi& uv = handle_->reactor().uv();
        alive ? uv.ref(handle_->uv()) : uv.unref(handle_->uv());
    }
    void remove() noexcept override { handle_->reactor().close(handle_); }

  private:
    struct Handle final : UvHandle {
        Handle(UvReactor& reactor, UvNotifier& notifier) : UvHandle(reactor, UvApi::kAsync), owner(notifier) {}

        UvNotifier& owner;
    };

    static void on_async(UvApi::Handle* uv) { UvHandle::of<Handle>(uv).owner.run(); }

    /// Owned by libuv from remove() on.
    Handle* handle_ = nullptr;
};

// --- begin and end

bool UvReactor::start() {
    auto check = std::make_unique<UvHandle>(*this, UvApi::kCheck);
    auto idle = std::make_unique<UvHandle>(*this, UvApi::kIdle);
    auto notifier = std::make_shared<UvNotifier>();
    if (!notifier->open(*this)) return false;
    notifier_ = std::move(notifier);
    uv_.check_init(loop_, check->uv());
    check_ = adopt(std::move(check));
    uv_.idle_init(loop_, idle->uv());
    idle_ = adopt(std::move(idle));
    return true;
}

void UvReactor::stop(std::function<void()> stopped) {
    stopped_ = std::move(stopped);
    close(check_);
    close(idle_);
}

void UvReactor::on_closed(UvApi::Handle* uv) {
    const std::unique_ptr<UvHandle> handle(&UvHandle::of<UvHandle>(uv));
    UvReactor& reactor = handle->reactor();
    if (--reactor.handles_ != 0 || !reactor.stopped_) return;
    const auto stopped = std::move(reactor.stopped_);
    stopped();
}

}  // namespace

std::unique_ptr<Reactor> make_uv_reactor(Environment& environment) {
    const UvApi* const uv = UvApi::find();
    struct uv_loop_s* loop = nullptr;
    if (uv == nullptr || napi_get_uv_event_loop(environment.env(), &loop) != napi_ok) return nullptr;
    auto reactor = std::make_unique<UvReactor>(environment, *uv, reinterpret_cast<UvApi::Loop*>(loop));
    if (!reactor->start()) return nullptr;
    return reactor;
}

}  // namespace zmq_napi::node
