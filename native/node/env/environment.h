#pragma once

#include <napi.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "node/binding/binding.h"
#include "node/context/shared_context.h"
#include "node/env/event_loop.h"
#include "node/ids.h"
#include "node/message/received_batch.h"
#include "node/proxy/proxy_thread.h"
#include "node/socket/socket_table.h"

namespace zmq_napi::node {

/// Everything that belongs to one JavaScript thread (the main thread, or a worker): its open sockets, its event loop,
/// its proxies. All bindings of the thread share it.
///
/// Thread: its JavaScript thread alone.
/// Ownership: it owns itself. It is made when the addon is first loaded into a thread. It ends in that thread's
/// clean-up hook: after the last JavaScript, before the event loop is closed.
class Environment {
    struct Private {};

  public:
    /// The environment of the thread. Null, with a JavaScript exception pending, if Node-API refuses.
    static Environment* of_thread(Napi::Env env);
    static Environment& of(const Napi::CallbackInfo& info) { return Binding::of(info).environment(); }

    /// Only of_thread() can make one.
    Environment(Private, napi_env env);
    ~Environment();
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

    /// The JavaScript object that all bindings share, made in Node's own realm: `shared` in lib/addon/binding.ts.
    Napi::Value shared() const { return shared_.Value(); }
    /// Makes a binding, whose functions JavaScript calls in `env`.
    std::shared_ptr<Binding> make_binding(napi_env env);
    /// Resets all bindings of the calling thread that refer to `env`, which ends.
    static void reset_bindings(napi_env env) noexcept;

    // --- sockets

    /// Opens a socket for a binding; `id` becomes its number.
    zmq::Error open(Binding& binding, const std::shared_ptr<SharedContext>& context, int type, SocketId& id);
    /// Closes the socket and drops its kept messages. Ignores unknown numbers.
    void close(SocketId id) noexcept;
    /// Removes an open socket, whose number is stale from then on. Null for an unknown number.
    std::unique_ptr<SocketEntry> detach(SocketId id) noexcept { return sockets_.remove(id); }
    /// The open socket of that number, or null.
    SocketEntry* find(SocketId id) const noexcept { return sockets_.find(id); }

    /// Has `reader` receive the events of `entry`, see Socket::monitor(). `reader` is a new socket of the type
    /// Socket::kMonitorReader.
    zmq::Error monitor(SocketEntry& entry, SocketEntry& reader, std::uint64_t events, int version);
    void stop_monitor(SocketEntry& entry) noexcept;

    /// Calls `attempt`, which opens sockets of libzmq; and calls it again while it fails with EMFILE, and sockets that
    /// were closed may still occupy descriptors.
    zmq::Error retry_on_emfile(const std::function<zmq::Error()>& attempt) const;

    // --- the event loop

    /// Starts the reactor, "uv" or "thread", unless one runs. False if this process cannot have it.
    bool start_reactor(const std::string& kind);
    EventLoop& loop() noexcept { return loop_; }

    // --- proxies

    ProxyId add_proxy(std::unique_ptr<ProxyThread> proxy);
    /// The proxy of that number, or null.
    ProxyThread* find_proxy(ProxyId id) const noexcept;
    /// Removes a proxy whose thread has ended, and so has closed its sockets.
    void remove_proxy(ProxyId id) noexcept;

    /// Memory that receive uses for each call.
    ReceivedBatch::Scratch scratch;

    /// The process ends: ends every proxy and closes every socket of the calling thread, unless its clean-up hook has.
    /// Returns when the thread's sockets were closed: now, or by the hook.
    static std::chrono::steady_clock::time_point close_at_exit() noexcept;

  private:
    /// Stops all monitors, before sockets are closed in any order: a reader must not be closed before its monitor.
    void stop_monitors() noexcept;
    /// The process ends: closes everything, without touching the event loop.
    void close_all(std::chrono::steady_clock::time_point now) noexcept;
    /// The JavaScript thread ends: closes everything, and calls `closed` when the event loop has nothing of it left.
    void shut_down(std::function<void()> closed);
    /// Has shut_down() called when the thread ends, unless its reactor needs the event loop to stop. False if Node-API
    /// refuses.
    bool add_cleanup_hook();
    static void end_thread(void* data);
    /// The same for a reactor that needs the event loop: Node goes on with it until shut_down() has called `closed`.
    /// Only then, because Deno frees such a hook twice. False if Node-API refuses.
    bool add_async_cleanup_hook();

    const napi_env env_;
    std::uint32_t number_ = 0;
    SocketTable sockets_;
    std::chrono::steady_clock::time_point last_close_;
    Napi::ObjectReference shared_;
    std::vector<std::weak_ptr<Binding>> bindings_;
    std::unordered_map<ProxyId, std::unique_ptr<ProxyThread>> proxies_;
    ProxyId next_proxy_ = 0;
    EventLoop loop_;
};

}  // namespace zmq_napi::node
