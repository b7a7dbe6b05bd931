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
    /// What to poll. A descriptor that was seen readable leaves it until its watcher resumes: it stays readable until
    /// the JavaScript thread has looked, and would be reported again and again.
    std::map<SocketId, core::Descriptor> descriptors;
    bool stop = false;
    /// A signal is on its way to the thread. There is never a second: at its high-water mark the control channel would
    /// drop one, and the thread would poll what is no longer right.
    bool signalled = false;
};

/// The polling thread. It touches no JavaScript, and of libzmq only its own end of the control channel.
void poll_until_stopped(Watched& watched, core::Socket control, Environment& environment,
                        const std::shared_ptr<Notifier>& notifier) {
    core::PollSet poll(control);
    std::vector<SocketId> polled;
    while (true) {
        poll.clear();
        polled.clear();
        {
            const std::lock_guard lock(watched.mutex);
            if (watched.stop) return;
            watched.signalled = false;
            for (const auto& [id, descriptor] : watched.descriptors) {
                polled.push_back(id);
                poll.add(descriptor);
            }
        }
        if (poll.wait()) return;

        if (poll.socket_readable()) {
            core::Message signal;
            while (control.receive(signal) == 0) {
            }
        }
        std::vector<SocketId> ready;
        {
            const std::lock_guard lock(watched.mutex);
            for (std::size_t index = 0; index < polled.size(); ++index) {
                if (poll.readable(index) && watched.descriptors.erase(polled[index]) != 0) {
                    ready.push_back(polled[index]);
                }
            }
        }
        if (ready.empty()) continue;
        // Runs on the JavaScript thread, and only while the environment lives: it closes the notifier first.
        notifier->post([&environment, ready = std::move(ready)] {
            for (const SocketId id : ready) environment.on_ready(id);
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
    void stop(std::function<void()> stopped) override {
        join();
        stopped();
    }

    void add(SocketId id, core::Descriptor descriptor);
    void remove(SocketId id);
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
    ThreadWatcher(ThreadReactor& reactor, SocketId id, core::Descriptor descriptor)
        : reactor_(reactor), id_(id), descriptor_(descriptor) {
        reactor_.add(id_, descriptor_);
    }
    ~ThreadWatcher() override {
        hold(false);
        reactor_.remove(id_);
    }

    void hold(bool alive) override {
        if (std::exchange(held_, alive) == alive) return;
        alive ? reactor_.hold() : reactor_.release();
    }
    void resume() override { reactor_.add(id_, descriptor_); }

  private:
    ThreadReactor& reactor_;
    const SocketId id_;
    const core::Descriptor descriptor_;
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
    watcher = std::make_unique<ThreadWatcher>(*this, id, descriptor);
    return {};
}

void ThreadReactor::add(SocketId id, core::Descriptor descriptor) {
    const std::lock_guard lock(watched_.mutex);
    if (watched_.descriptors.insert_or_assign(id, descriptor).second) signal();
}

void ThreadReactor::remove(SocketId id) {
    const std::lock_guard lock(watched_.mutex);
    if (watched_.descriptors.erase(id) != 0) signal();
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
