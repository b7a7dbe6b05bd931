#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "node/reactor/js_thread_queue.h"
#include "zmq/socket.h"

namespace zmq_napi::node {

class Environment;

/// A socket's number in its thread's table: 31 bits.
using SocketId = std::uint32_t;
/// What a watcher reports: its socket's number; or that of a descriptor of the program's, which has the highest bit.
using WatchId = std::uint32_t;
constexpr WatchId kDescriptorBit = 1U << 31U;

/// What is waited for; `hold` says that the wait keeps the process alive.
enum Interest : unsigned { kReadable = 1, kWritable = 2, kHold = 4 };

/// Watches one descriptor from its construction until its end: a socket's, and then its end comes before the
/// socket is closed; or one of the program's, and then it reports once, and may be ended while it does.
/// Thread: the JavaScript thread alone.
class Watcher {
  public:
    virtual ~Watcher() = default;
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    /// Whether this watcher keeps the event loop, and with it the process, alive. At first it does not.
    virtual void hold(bool alive) = 0;
    /// The environment handled what the descriptor had signalled; watch on.
    virtual void resume() = 0;

  protected:
    Watcher() = default;
};

/// A timer of real time, which programs cannot replace as they can JavaScript's. It ends with its destruction.
/// Thread: the JavaScript thread alone.
class Alarm {
  public:
    virtual ~Alarm() = default;
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    /// Rings once, in about `milliseconds`, in place of what was set before; maybe a few milliseconds early.
    virtual void set(std::uint32_t milliseconds) = 0;
    /// Whether it keeps the event loop alive while it is set. At first it does not.
    virtual void hold(bool alive) = 0;

  protected:
    Alarm() = default;
};

/// Wakes the JavaScript thread when a watched descriptor is readable: calls Environment::on_ready() there.
///
/// It is core::Socket::descriptor(): edge-triggered in what it means, and level-triggered as a descriptor: it stays
/// readable until the socket handles what was signalled. on_ready() does, or ends the watcher; or JavaScript may no
/// longer run, and all ends soon. Thread: the JavaScript thread alone; an implementation may have a thread of its own.
class Reactor {
  public:
    virtual ~Reactor() = default;
    Reactor(const Reactor&) = delete;
    Reactor& operator=(const Reactor&) = delete;

    /// Makes a watcher for the descriptor of socket `id`. An error (ENOMEM, ENOSPC) where it cannot be watched.
    virtual core::Error watch(SocketId id, core::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) = 0;
    /// Makes a watcher for a descriptor of the program's, which reports once: when it is readable or writable, as
    /// `interest` asks, or in error. Others may watch the same one, here too; and the program may close it meanwhile,
    /// of which nothing is reported. EPERM for a file that the system cannot watch, EBADF for no descriptor.
    virtual core::Error watch_once(WatchId id, core::Descriptor descriptor, unsigned interest,
                                   std::unique_ptr<Watcher>& watcher) = 0;
    /// Makes an alarm, which calls `ring` on the JavaScript thread, and may be ended while it does.
    virtual std::unique_ptr<Alarm> make_alarm(std::function<void()> ring) = 0;
    /// Calls Environment::on_turn() once, when the event loop has turned and looked for what happened elsewhere. Keeps
    /// the loop alive until then. Not to be called again before. False where it cannot.
    virtual bool request_turn() = 0;
    /// How other threads reach the JavaScript thread.
    virtual std::shared_ptr<Notifier> notifier() const noexcept = 0;
    /// Calls `stopped` when nothing of this reactor is left in the event loop. Every watcher and alarm has ended
    /// before.
    virtual void stop(std::function<void()> stopped) = 0;

  protected:
    Reactor() = default;
};

/// uv_poll on the environment's own loop. Null where the process has no libuv to be found.
std::unique_ptr<Reactor> make_uv_reactor(Environment& environment);
/// A thread that polls the descriptors, in pure Node-API. Null where the process has no thread or descriptor left.
std::unique_ptr<Reactor> make_thread_reactor(Environment& environment);

}  // namespace zmq_napi::node
