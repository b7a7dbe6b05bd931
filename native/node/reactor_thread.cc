#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "node/environment.h"
#include "node/reactor.h"
#include "zmq/context.h"
#include "zmq/poll.h"

namespace zmq_napi::node {

namespace {

constexpr const char* kControl = "inproc://control";
constexpr int kNoLinger = 0;

/// What the JavaScript thread and the polling thread share.
struct Watched {
    std::mutex mutex;
    struct Item {
        core::Descriptor descriptor;
        short events;
    };

    /// What to poll. A descriptor that was seen ready leaves it until its watcher resumes: it stays ready until the
    /// JavaScript thread has looked, and would be reported again and again.
    std::map<WatchId, Item> items;
    bool stop = false;
    /// A signal is on its way to the thread. There is never a second: at its high-water mark the control channel would
    /// drop one, and the thread would poll what is no longer right.
    bool signalled = false;
};

/// The polling thread. It touches no JavaScript, and of libzmq only its own end of the control channel.
void poll_until_stopped(Watched& watched, core::Socket control, Environment& environment,
                        const std::shared_ptr<Notifier>& notifier) {
    core::PollSet poll;
    std::vector<WatchId> polled;
    while (true) {
        poll.clear();
        poll.add(control, ZMQ_POLLIN);
        polled.clear();
        {
            const std::lock_guard lock(watched.mutex);
            if (watched.stop) return;
            watched.signalled = false;
            for (const auto& [id, item] : watched.items) {
                polled.push_back(id);
                poll.add(item.descriptor, item.events);
            }
        }
        // Where descriptors are waited for with select(), it fails when the program closes one of its own: nobody can
        // tell which, so all are looked at.
        const bool failed = static_cast<bool>(poll.wait(-1));

        if (failed || poll.ready(0) != 0) {
            core::Message signal;
            while (control.receive(signal) == 0) {
            }
        }
        std::vector<WatchId> ready;
        {
            const std::lock_guard lock(watched.mutex);
            for (std::size_t index = 0; index < polled.size(); ++index) {
                const WatchId id = polled[index];
                if ((failed || poll.ready(index + 1) != 0) && watched.items.erase(id) != 0) ready.push_back(id);
            }
        }
        if (ready.empty()) continue;
        // Runs on the JavaScript thread, and only while the environment lives: it closes the notifier first.
        notifier->post([&environment, ready = std::move(ready)] {
            for (const WatchId id : ready) environment.on_ready(id);
        });
    }
}

class ThreadReactor final : public Reactor {
  public:
    explicit ThreadReactor(Environment& environment) : environment_(environment) {}
    ~ThreadReactor() override { join(); }

    /// Starts the thread. False when the process has no descriptor or thread left.
    bool start();
    core::Error watch(SocketId id, core::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) override;
    core::Error watch_once(WatchId id, core::Descriptor descriptor, unsigned interest,
                           std::unique_ptr<Watcher>& watcher) override;
    void stop(std::function<void()> stopped) override {
        join();
        stopped();
    }

    void add(WatchId id, Watched::Item item);
    void remove(WatchId id);
    void hold() noexcept { environment_.notifier()->hold(); }
    void release() noexcept { environment_.notifier()->release(); }

  private:
    /// Has the thread look at what is watched. With the mutex held.
    void signal() noexcept;
    void join() noexcept;

    Environment& environment_;
    core::Context context_;
    core::Socket control_;
    Watched watched_;
    std::thread thread_;
};

class ThreadWatcher final : public Watcher {
  public:
    ThreadWatcher(ThreadReactor& reactor, WatchId id, Watched::Item item) : reactor_(reactor), id_(id), item_(item) {
        reactor_.add(id_, item_);
    }
    ~ThreadWatcher() override {
        hold(false);
        reactor_.remove(id_);
    }

    void hold(bool alive) override {
        if (std::exchange(held_, alive) == alive) return;
        alive ? reactor_.hold() : reactor_.release();
    }
    void resume() override { reactor_.add(id_, item_); }

  private:
    ThreadReactor& reactor_;
    const WatchId id_;
    const Watched::Item item_;
    bool held_ = false;
};

bool ThreadReactor::start() {
    core::Socket remote;
    if (context_.open() || context_.set(ZMQ_IO_THREADS, 0) || control_.open(context_, ZMQ_PAIR) ||
        remote.open(context_, ZMQ_PAIR) || control_.set(ZMQ_LINGER, &kNoLinger, sizeof kNoLinger) ||
        control_.bind(kControl) || remote.connect(kControl)) {
        return false;
    }
    try {
        thread_ = std::thread(poll_until_stopped, std::ref(watched_), std::move(remote), std::ref(environment_),
                              environment_.notifier());
    } catch (const std::system_error&) {
        return false;
    }
    return true;
}

core::Error ThreadReactor::watch(SocketId id, core::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) {
    watcher = std::make_unique<ThreadWatcher>(*this, id, Watched::Item{descriptor, ZMQ_POLLIN});
    return {};
}

core::Error ThreadReactor::watch_once(WatchId id, core::Descriptor descriptor, unsigned interest,
                                      std::unique_ptr<Watcher>& watcher) {
    const int events = ((interest & kReadable) != 0 ? ZMQ_POLLIN : 0) | ((interest & kWritable) != 0 ? ZMQ_POLLOUT : 0);
    watcher = std::make_unique<ThreadWatcher>(*this, id, Watched::Item{descriptor, static_cast<short>(events)});
    return {};
}

void ThreadReactor::add(WatchId id, Watched::Item item) {
    const std::lock_guard lock(watched_.mutex);
    if (watched_.items.insert_or_assign(id, item).second) signal();
}

void ThreadReactor::remove(WatchId id) {
    const std::lock_guard lock(watched_.mutex);
    if (watched_.items.erase(id) != 0) signal();
}

void ThreadReactor::signal() noexcept {
    if (std::exchange(watched_.signalled, true)) return;
    core::Message empty;
    static_cast<void>(control_.send(empty, false));
}

void ThreadReactor::join() noexcept {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(watched_.mutex);
        watched_.stop = true;
        signal();
    }
    thread_.join();
    control_.close();
    context_.terminate();
}

}  // namespace

std::unique_ptr<Reactor> make_thread_reactor(Environment& environment) {
    auto reactor = std::make_unique<ThreadReactor>(environment);
    if (!reactor->start()) return nullptr;
    return reactor;
}

}  // namespace zmq_napi::node
