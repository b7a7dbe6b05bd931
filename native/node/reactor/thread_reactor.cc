#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "node/env/environment.h"
#include "node/reactor/reactor.h"
#include "zmq/context.h"
#include "zmq/poll.h"

namespace zmq_napi::node {

namespace {

constexpr const char* kControl = "inproc://control";
constexpr int kNoLinger = 0;

using Clock = std::chrono::steady_clock;
using AlarmId = std::uint32_t;

/// What the polling thread has seen.
struct Seen {
    std::vector<WatchId> ready;
    std::vector<AlarmId> rung;

    bool anything() const noexcept { return !ready.empty() || !rung.empty(); }
};

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
    /// When alarms ring.
    std::map<AlarmId, Clock::time_point> alarms;
    bool stop = false;
    /// A signal is on its way to the thread. There is never a second: at its high-water mark the control channel would
    /// drop one, and the thread would poll what is no longer right.
    bool signalled = false;

    /// How long to wait for the next alarm, in milliseconds; -1 for ever.
    long patience() const {
        if (alarms.empty()) return -1;
        const auto earlier = [](const auto& one, const auto& other) { return one.second < other.second; };
        const auto next = std::min_element(alarms.begin(), alarms.end(), earlier)->second;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
        return std::max(0L, static_cast<long>(left));
    }

    /// Takes out the alarms whose time has come.
    std::vector<AlarmId> take_due() {
        std::vector<AlarmId> due;
        const auto now = Clock::now();
        for (auto alarm = alarms.begin(); alarm != alarms.end();) {
            if (alarm->second > now) {
                ++alarm;
                continue;
            }
            due.push_back(alarm->first);
            alarm = alarms.erase(alarm);
        }
        return due;
    }
};

class ThreadReactor;

/// The polling thread. It touches no JavaScript, and of libzmq only its own end of the control channel.
void poll_until_stopped(Watched& watched, core::Socket control, ThreadReactor& reactor,
                        const std::shared_ptr<Notifier>& notifier);

class ThreadReactor final : public Reactor {
  public:
    ThreadReactor(Environment& environment, std::shared_ptr<Notifier> notifier)
        : environment_(environment), notifier_(std::move(notifier)) {}
    ~ThreadReactor() override { join(); }

    /// Starts the thread. False when the process has no descriptor or thread left.
    bool start();
    core::Error watch(SocketId id, core::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) override;
    core::Error watch_once(WatchId id, core::Descriptor descriptor, unsigned interest,
                           std::unique_ptr<Watcher>& watcher) override;
    std::unique_ptr<Alarm> make_alarm(std::function<void()> ring) override;
    /// A thread-safe function serves what is added while it is being served, before anything else in the loop.
    bool request_turn() override { return false; }
    std::shared_ptr<Notifier> notifier() const noexcept override { return notifier_; }
    void stop(std::function<void()> stopped) override {
        join();
        stopped();
    }

    void add(WatchId id, Watched::Item item);
    void remove(WatchId id);
    void hold() noexcept { notifier_->hold(); }
    void release() noexcept { notifier_->release(); }

    AlarmId add(class ThreadAlarm& alarm);
    void set(AlarmId id, Clock::time_point time);
    void remove_alarm(AlarmId id);

    /// JavaScript thread: what the polling thread has seen.
    void report(const Seen& seen);

  private:
    /// Has the thread look at what is watched. With the mutex held.
    void signal() noexcept;
    void join() noexcept;

    Environment& environment_;
    const std::shared_ptr<Notifier> notifier_;
    std::unordered_map<AlarmId, ThreadAlarm*> alarms_;
    AlarmId next_alarm_ = 0;
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

class ThreadAlarm final : public Alarm {
  public:
    ThreadAlarm(ThreadReactor& reactor, std::function<void()> ring)
        : reactor_(reactor), ring_(std::move(ring)), id_(reactor.add(*this)) {}
    ~ThreadAlarm() override {
        keep(false);
        reactor_.remove_alarm(id_);
    }

    void set(std::uint32_t milliseconds) override {
        set_ = true;
        keep(held_);
        reactor_.set(id_, Clock::now() + std::chrono::milliseconds(milliseconds));
    }
    void hold(bool alive) override {
        held_ = alive;
        keep(held_ && set_);
    }

    void ring() {
        set_ = false;
        keep(false);
        // It may end this.
        const auto callback = ring_;
        callback();
    }

  private:
    void keep(bool alive) {
        if (std::exchange(keeps_, alive) == alive) return;
        alive ? reactor_.hold() : reactor_.release();
    }

    ThreadReactor& reactor_;
    const std::function<void()> ring_;
    const AlarmId id_;
    bool set_ = false;
    bool held_ = false;
    bool keeps_ = false;
};

void poll_until_stopped(Watched& watched, core::Socket control, ThreadReactor& reactor,
                        const std::shared_ptr<Notifier>& notifier) {
    core::PollSet poll;
    std::vector<WatchId> polled;
    while (true) {
        poll.clear();
        poll.add(control, ZMQ_POLLIN);
        polled.clear();
        long patience = -1;
        {
            const std::lock_guard lock(watched.mutex);
            if (watched.stop) return;
            watched.signalled = false;
            for (const auto& [id, item] : watched.items) {
                polled.push_back(id);
                poll.add(item.descriptor, item.events);
            }
            patience = watched.patience();
        }
        // Where descriptors are waited for with select(), it fails when the program closes one of its own: nobody can
        // tell which, so all are looked at.
        const bool failed = static_cast<bool>(poll.wait(patience));

        if (failed || poll.ready(0) != 0) {
            core::Message signal;
            while (control.receive(signal) == 0) {
            }
        }
        Seen seen;
        {
            const std::lock_guard lock(watched.mutex);
            for (std::size_t index = 0; index < polled.size(); ++index) {
                const WatchId id = polled[index];
                if ((failed || poll.ready(index + 1) != 0) && watched.items.erase(id) != 0) seen.ready.push_back(id);
            }
            seen.rung = watched.take_due();
        }
        // Runs on the JavaScript thread, and only while the environment lives: it closes the notifier first.
        if (seen.anything()) notifier->post([&reactor, seen = std::move(seen)] { reactor.report(seen); });
    }
}

void ThreadReactor::report(const Seen& seen) {
    for (const WatchId id : seen.ready) environment_.on_ready(id);
    for (const AlarmId id : seen.rung) {
        const auto found = alarms_.find(id);
        if (found != alarms_.end()) found->second->ring();
    }
}

bool ThreadReactor::start() {
    core::Socket remote;
    if (context_.open() || context_.set(ZMQ_IO_THREADS, 0) || control_.open(context_, ZMQ_PAIR) ||
        remote.open(context_, ZMQ_PAIR) || control_.set(ZMQ_LINGER, &kNoLinger, sizeof kNoLinger) ||
        control_.bind(kControl) || remote.connect(kControl)) {
        return false;
    }
    try {
        thread_ = std::thread(poll_until_stopped, std::ref(watched_), std::move(remote), std::ref(*this), notifier_);
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

std::unique_ptr<Alarm> ThreadReactor::make_alarm(std::function<void()> ring) {
    return std::make_unique<ThreadAlarm>(*this, std::move(ring));
}

AlarmId ThreadReactor::add(ThreadAlarm& alarm) {
    const AlarmId id = next_alarm_++;
    alarms_.emplace(id, &alarm);
    return id;
}

void ThreadReactor::set(AlarmId id, Clock::time_point time) {
    const std::lock_guard lock(watched_.mutex);
    watched_.alarms.insert_or_assign(id, time);
    signal();
}

void ThreadReactor::remove_alarm(AlarmId id) {
    alarms_.erase(id);
    const std::lock_guard lock(watched_.mutex);
    watched_.alarms.erase(id);
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
    auto notifier = make_thread_safe_notifier(environment.env());
    if (notifier == nullptr) return nullptr;
    auto reactor = std::make_unique<ThreadReactor>(environment, notifier);
    if (reactor->start()) return reactor;
    notifier->close();
    return nullptr;
}

}  // namespace zmq_napi::node
