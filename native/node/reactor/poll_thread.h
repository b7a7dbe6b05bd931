#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "node/ids.h"
#include "node/reactor/reactor.h"
#include "zmq/context.h"
#include "zmq/socket.h"

namespace zmq_napi::node {

/// A thread that polls descriptors and waits for alarms. It does not touch JavaScript, and of libzmq it uses only its
/// own end of a PAIR, by which the JavaScript thread wakes it.
///
/// Thread: every member is for the JavaScript thread.
class PollThread {
  public:
    using Clock = std::chrono::steady_clock;

    struct Item {
        zmq::Descriptor descriptor;
        short events;
    };

    /// What the thread has observed. Each ready item and each alarm in it is removed.
    struct Observed {
        std::vector<WatchId> ready;
        std::vector<AlarmId> alarms;
    };

    PollThread() = default;
    ~PollThread() { join(); }
    PollThread(const PollThread&) = delete;
    PollThread& operator=(const PollThread&) = delete;

    /// Starts the thread, which calls `report`. False if the process has no descriptor or thread left.
    bool start(std::function<void(Observed)> report);
    /// Stops the thread. Idempotent.
    void join() noexcept;

    void add(WatchId id, Item item);
    void remove(WatchId id);
    void set_alarm(AlarmId id, Clock::time_point time);
    void remove_alarm(AlarmId id);

  private:
    void run(zmq::Socket wake_up, const std::function<void(Observed)>& report);
    /// Wakes the thread, so that it polls what has changed. The caller holds the mutex.
    void signal() noexcept;
    /// The time until the next alarm, in milliseconds; -1 if there is none. The caller holds the mutex.
    long timeout() const;
    /// Removes and returns the alarms whose time has come. The caller holds the mutex.
    std::vector<AlarmId> take_due_alarms();

    std::mutex mutex_;
    /// What to poll. An item that became ready is removed, because its descriptor stays ready until the JavaScript
    /// thread has handled the signal, and would be reported again and again.
    std::map<WatchId, Item> items_;
    std::map<AlarmId, Clock::time_point> alarms_;
    bool stopped_ = false;
    /// Whether a wake-up is on its way to the thread. There is never a second one: at its high-water mark the PAIR
    /// would drop a message, and the thread would go on to poll what is outdated.
    bool wake_up_pending_ = false;

    zmq::Context context_;
    zmq::Socket wake_up_;
    std::thread thread_;
};

}  // namespace zmq_napi::node
