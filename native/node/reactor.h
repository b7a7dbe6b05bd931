#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "zmq/socket.h"

namespace zmq_napi::node {

class Environment;

/// A socket's number in its thread's table.
using SocketId = std::uint32_t;

/// Watches one socket's ZMQ_FD, from its construction until its end, which comes before the socket is closed.
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

/// Wakes the JavaScript thread when a watched descriptor is readable: calls Environment::on_ready() there.
///
/// ZMQ_FD is edge-triggered in what it means, and level-triggered as a descriptor: it stays readable until the socket
/// handles what was signalled. on_ready() does, or ends the watcher; or JavaScript may no longer run, and all ends
/// soon. Thread: the JavaScript thread alone; an implementation may have a thread of its own.
class Reactor {
  public:
    virtual ~Reactor() = default;
    Reactor(const Reactor&) = delete;
    Reactor& operator=(const Reactor&) = delete;

    /// Makes a watcher for the descriptor of socket `id`. An error (ENOMEM, ENOSPC) where it cannot be watched.
    virtual core::Error watch(SocketId id, core::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) = 0;
    /// Calls `stopped` when nothing of this reactor is left in the event loop. Every watcher has ended before.
    virtual void stop(std::function<void()> stopped) = 0;

  protected:
    Reactor() = default;
};

/// uv_poll on the environment's own loop. Null where the process has no libuv to be found.
std::unique_ptr<Reactor> make_uv_reactor(Environment& environment);
/// A thread that polls the descriptors, in pure Node-API. `environment`'s notifier must be open.
std::unique_ptr<Reactor> make_thread_reactor(Environment& environment);

}  // namespace zmq_napi::node
