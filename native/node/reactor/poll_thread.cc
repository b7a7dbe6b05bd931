#include "node/reactor/poll_thread.h"

#include <algorithm>
#include <cstddef>
#include <system_error>
#include <utility>

#include "zmq/part.h"
#include "zmq/poll.h"

namespace zmq_napi::node {

namespace {

constexpr const char* kAddress = "inproc://wake-up";
constexpr int kNoLinger = 0;

}  // namespace

bool PollThread::start(std::function<void(Observed)> report) {
    zmq::Socket remote;
    if (context_.open() || context_.set(ZMQ_IO_THREADS, 0) || wake_up_.open(context_, ZMQ_PAIR) ||
        remote.open(context_, ZMQ_PAIR) || wake_up_.set(ZMQ_LINGER, &kNoLinger, sizeof kNoLinger) ||
        wake_up_.bind(kAddress) || remote.connect(kAddress)) {
        return false;
    }
    try {
        thread_ = std::thread(&PollThread::run, this, std::move(remote), std::move(report));
    } catch (const std::system_error&) {
        return false;
    }
    return true;
}

void PollThread::join() noexcept {
    if (!thread_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        signal();
    }
    thread_.join();
    wake_up_.close();
    context_.terminate();
}

void PollThread::add(WatchId id, Item item) {
    const std::lock_guard lock(mutex_);
    if (items_.insert_or_assign(id, item).second) signal();
}

void PollThread::remove(WatchId id) {
    const std::lock_guard lock(mutex_);
    if (items_.erase(id) != 0) signal();
}

void PollThread::set_alarm(AlarmId id, Clock::time_point time) {
    const std::lock_guard lock(mutex_);
    alarms_.insert_or_assign(id, time);
    signal();
}

void PollThread::remove_alarm(AlarmId id) {
    const std::lock_guard lock(mutex_);
    alarms_.erase(id);
}

void PollThread::signal() noexcept {
    if (std::exchange(wake_up_pending_, true)) return;
    zmq::Part empty;
    static_cast<void>(wake_up_.send(empty, false));
}

void PollThread::run(zmq::Socket wake_up, const std::function<void(Observed)>& report) {
    zmq::PollSet poll;
    std::vector<WatchId> polled;
    while (true) {
        poll.clear();
        poll.add(wake_up, ZMQ_POLLIN);
        polled.clear();
        long milliseconds = -1;
        {
            const std::lock_guard lock(mutex_);
            if (stopped_) return;
            wake_up_pending_ = false;
            for (const auto& [id, item] : items_) {
                polled.push_back(id);
                poll.add(item.descriptor, item.events);
            }
            milliseconds = timeout();
        }
        // Where libzmq polls with select(), the poll fails when the program closes one of its descriptors. It does not
        // tell which one, so all are reported.
        const bool failed = static_cast<bool>(poll.wait(milliseconds));

        if (failed || poll.ready(0) != 0) {
            zmq::Part signal;
            while (wake_up.receive(signal) == 0) {
            }
        }
        Observed observed;
        {
            const std::lock_guard lock(mutex_);
            for (std::size_t index = 0; index < polled.size(); ++index) {
                const WatchId id = polled[index];
                if ((failed || poll.ready(index + 1) != 0) && items_.erase(id) != 0) observed.ready.push_back(id);
            }
            observed.alarms = take_due_alarms();
        }
        if (!observed.ready.empty() || !observed.alarms.empty()) report(std::move(observed));
    }
}

long PollThread::timeout() const {
    if (alarms_.empty()) return -1;
    const auto earlier = [](const auto& one, const auto& other) { return one.second < other.second; };
    const auto next = std::min_element(alarms_.begin(), alarms_.end(), earlier)->second;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
    return std::max(0L, static_cast<long>(left));
}

std::vector<AlarmId> PollThread::take_due_alarms() {
    std::vector<AlarmId> due;
    const auto now = Clock::now();
    for (auto alarm = alarms_.begin(); alarm != alarms_.end();) {
        if (alarm->second > now) {
            ++alarm;
            continue;
        }
        due.push_back(alarm->first);
        alarm = alarms_.erase(alarm);
    }
    return due;
}

}  // namespace zmq_napi::node
