#pragma once

#include <napi.h>

#include <cstdint>
#include <functional>
#include <memory>

#include "node/ids.h"
#include "node/reactor/js_thread_queue.h"
#include "zmq/socket.h"

namespace zmq_napi::node {

/// What an operation waits for. With `kHold`, the wait keeps the process alive.
enum Interest : unsigned { kReadable = 1, kWritable = 2, kHold = 4 };

/// Watches one descriptor from its construction to its destruction. If it is a socket's, the watcher must be destroyed
/// before the socket is closed. If it is the program's, the watcher reports once, and may be destroyed while it does.
/// Thread: the JavaScript thread alone.
class Watcher {
  public:
    virtual ~Watcher() = default;
    Watcher(const Watcher&) = delete;
    Watcher& operator=(const Watcher&) = delete;

    /// Sets whether this watcher keeps the event loop, and with it the process, alive. At first it does not.
    virtual void hold(bool alive) = 0;
    /// Watches again after a report, once the signal that made the descriptor readable has been handled.
    virtual void resume() = 0;

  protected:
    Watcher() = default;
};

/// A timer in real time, which a program cannot replace as it can replace JavaScript's timers. Its destructor stops it.
/// Thread: the JavaScript thread alone.
class Alarm {
  public:
    virtual ~Alarm() = default;
    Alarm(const Alarm&) = delete;
    Alarm& operator=(const Alarm&) = delete;

    /// Rings once, in about `milliseconds`; it may ring a few milliseconds early. Replaces an earlier call.
    virtual void set(std::uint32_t milliseconds) = 0;
    /// Sets whether it keeps the event loop alive while it is set. At first it does not.
    virtual void hold(bool alive) = 0;

  protected:
    Alarm() = default;
};

/// The owner of a reactor, which the reactor calls on the JavaScript thread.
class ReactorOwner {
  public:
    /// A watched descriptor became ready. The owner handles what a socket has signalled and calls Watcher::resume(), or
    /// destroys the watcher; or it does neither, if JavaScript may no longer run and the reactor stops soon.
    virtual void on_ready(WatchId id) = 0;
    /// The next iteration of the event loop has begun, as Reactor::request_iteration() requested.
    virtual void on_iteration() = 0;

  protected:
    ~ReactorOwner() = default;
};

/// Watches descriptors, and calls its owner on the JavaScript thread when one is ready.
///
/// A socket's descriptor is zmq::Socket::descriptor(). It signals like an edge-triggered one, but to the operating
/// system it is level-triggered: it stays readable until the socket handles the signal.
/// Thread: the JavaScript thread alone; an implementation may have a thread of its own.
class Reactor {
  public:
    virtual ~Reactor() = default;
    Reactor(const Reactor&) = delete;
    Reactor& operator=(const Reactor&) = delete;

    /// Makes a watcher for the descriptor of socket `id`. ENOMEM or ENOSPC if the descriptor cannot be watched.
    virtual zmq::Error watch(SocketId id, zmq::Descriptor descriptor, std::unique_ptr<Watcher>& watcher) = 0;
    /// Makes a watcher for a descriptor of the program, which reports once: when the descriptor is readable or
    /// writable, as `interest` requests, or has an error. The same descriptor may be watched several times. If the
    /// program closes it meanwhile, the watcher does not report. EPERM for a file that the system cannot watch, EBADF
    /// for a number that is not a descriptor.
    virtual zmq::Error watch_once(WatchId id, zmq::Descriptor descriptor, unsigned interest,
                                  std::unique_ptr<Watcher>& watcher) = 0;
    /// Makes an alarm, which calls `ring` on the JavaScript thread, and may be destroyed while it does.
    virtual std::unique_ptr<Alarm> make_alarm(std::function<void()> ring) = 0;
    /// Requests one call of ReactorOwner::on_iteration(), after the event loop has turned and polled for events. Keeps
    /// the loop alive until then. Must not be called again before that. Returns false if this reactor cannot do it.
    virtual bool request_iteration() = 0;
    /// The queue by which other threads reach the JavaScript thread.
    virtual std::shared_ptr<JsThreadQueue> queue() const noexcept = 0;
    /// Calls `stopped` when the event loop has nothing of this reactor left. `stopped` may destroy the reactor. Every
    /// watcher and alarm must have been destroyed before.
    virtual void stop(std::function<void()> stopped) = 0;
    /// Whether stop() calls `stopped` before it returns. Otherwise it does when the event loop has gone on.
    virtual bool stops_at_once() const noexcept = 0;

  protected:
    Reactor() = default;
};

/// Makes a reactor that uses uv_poll on the thread's event loop. Null if the process has no libuv, or no descriptor
/// left. `owner` outlives the reactor.
std::unique_ptr<Reactor> make_uv_reactor(napi_env env, ReactorOwner& owner);
/// Makes a reactor with a thread that polls the descriptors, and which uses nothing but Node-API. Null if the process
/// has no thread or descriptor left. `owner` outlives the reactor.
std::unique_ptr<Reactor> make_thread_reactor(napi_env env, ReactorOwner& owner);

}  // namespace zmq_napi::node
