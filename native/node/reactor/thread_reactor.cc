#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>

#include "node/reactor/poll_thread.h"
#include "node/reactor/reactor.h"

namespace zmq_napi::node {

namespace {

class ThreadAlarm;

class ThreadReactor final : public Reactor {
  public:
    ThreadReactor(ReactorOwner& owner, std::shared_ptr<JsThreadQueue> queue)
        : owner_(owner), queue_(std::move(queue)) {}

    /// False if the process has no descriptor or thread left.
    bool start();
    zmq::Error watch(SocketId id, zmq::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) override;
    zmq::Error watch_once(WatchId id, zmq::Descriptor descriptor, unsigned interest,
                          std::unique_ptr<Watcher>& watcher) override;
    std::unique_ptr<Alarm> make_alarm(std::function<void()> ring) override;
    /// A thread-safe function cannot do it: it calls a task that is posted meanwhile before the loop awaiting.
    bool request_iteration() override { return false; }
    std::shared_ptr<JsThreadQueue> queue() const noexcept override { return queue_; }
    void stop(std::function<void()> stopped) override {
        thread_.join();
        stopped();
    }
    bool stops_at_once() const noexcept override { return true; }

    PollThread& thread() noexcept { return thread_; }
    AlarmId add(ThreadAlarm& alarm);
    void remove(AlarmId id);

  private:
    /// Tells the owner what the thread has observed. JavaScript thread.
    void report(const PollThread::Observed& observed);

    ReactorOwner& owner_;
    const std::shared_ptr<JsThreadQueue> queue_;
    std::unordered_map<AlarmId, ThreadAlarm*> alarms_;
    AlarmId next_alarm_ = 0;
    PollThread thread_;
};

/// Whether something keeps the event loop alive, by a hold on the queue.
class QueueHold {
  public:
    explicit QueueHold(std::shared_ptr<JsThreadQueue> queue) noexcept : queue_(std::move(queue)) {}
    ~QueueHold() { set(false); }
    QueueHold(const QueueHold&) = delete;
    QueueHold& operator=(const QueueHold&) = delete;

    void set(bool held) noexcept {
        if (std::exchange(held_, held) == held) return;
        held ? queue_->hold() : queue_->release();
    }

  private:
    const std::shared_ptr<JsThreadQueue> queue_;
    bool held_ = false;
};

class ThreadWatcher final : public Watcher {
  public:
    ThreadWatcher(ThreadReactor& reactor, WatchId id, PollThread::Item item)
        : thread_(reactor.thread()), id_(id), item_(item), hold_(reactor.queue()) {
        thread_.add(id_, item_);
    }
    ~ThreadWatcher() override { thread_.remove(id_); }

    void hold(bool alive) override { hold_.set(alive); }
    void resume() override { thread_.add(id_, item_); }

  private:
    PollThread& thread_;
    const WatchId id_;
    const PollThread::Item item_;
    QueueHold hold_;
};

class ThreadAlarm final : public Alarm {
  public:
    ThreadAlarm(ThreadReactor& reactor, std::function<void()> ring)
        : reactor_(reactor), ring_(std::move(ring)), id_(reactor.add(*this)), hold_(reactor.queue()) {}
    ~ThreadAlarm() override { reactor_.remove(id_); }

    void set(std::uint32_t milliseconds) override {
        set_ = true;
        hold_.set(held_);
        reactor_.thread().set_alarm(id_, PollThread::Clock::now() + std::chrono::milliseconds(milliseconds));
    }
    void hold(bool alive) override {
        held_ = alive;
        hold_.set(held_ && set_);
    }

    void ring() {
        set_ = false;
        hold_.set(false);
        // The callback may destroy this alarm.
        const auto callback = ring_;
        callback();
    }

  private:
    ThreadReactor& reactor_;
    const std::function<void()> ring_;
    const AlarmId id_;
    bool set_ = false;
    bool held_ = false;
    QueueHold hold_;
};

bool ThreadReactor::start() {
    return thread_.start([this, queue = queue_](PollThread::Observed observed) {
        // The task runs only while this reactor lives: the environment closes the queue before it stops the reactor.
        queue->post([this, observed = std::move(observed)] { report(observed); });
    });
}

void ThreadReactor::report(const PollThread::Observed& observed) {
    for (const WatchId id : observed.ready) owner_.on_ready(id);
    for (const AlarmId id : observed.alarms) {
        const auto found = alarms_.find(id);
        if (found != alarms_.end()) found->second->ring();
    }
}

zmq::Error ThreadReactor::watch(SocketId id, zmq::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) {
    watcher = std::make_unique<ThreadWatcher>(*this, id, PollThread::Item{descriptor, ZMQ_POLLIN});
    return {};
}

zmq::Error ThreadReactor::watch_once(WatchId id, zmq::Descriptor descriptor, unsigned interest,
                                     std::unique_ptr<Watcher>& watcher) {
    const int events = ((interest & kReadable) != 0 ? ZMQ_POLLIN : 0) | ((interest & kWritable) != 0 ? ZMQ_POLLOUT : 0);
    watcher = std::make_unique<ThreadWatcher>(*this, id, PollThread::Item{descriptor, static_cast<short>(events)});
    return {};
}

std::unique_ptr<Alarm> ThreadReactor::make_alarm(std::function<void()> ring) {
    return std::make_unique<ThreadAlarm>(*this, std::move(ring));
}

AlarmId ThreadReactor::add(ThreadAlarm& alarm) {
    const AlarmId id = next_alarm_++;
    alarms_.emplace(id, &alarm);
    return id;
}

void ThreadReactor::remove(AlarmId id) {
    alarms_.erase(id);
    thread_.remove_alarm(id);
}

}  // namespace

std::unique_ptr<Reactor> make_thread_reactor(napi_env env, ReactorOwner& owner) {
    auto queue = make_thread_safe_function_queue(env);
    if (queue == nullptr) return nullptr;
    auto reactor = std::make_unique<ThreadReactor>(owner, queue);
    if (reactor->start()) return reactor;
    queue->close();
    return nullptr;
}

}  // namespace zmq_napi::node
