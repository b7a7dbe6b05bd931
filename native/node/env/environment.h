#pragma once

#include <napi.h>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "node/binding/binding.h"
#include "node/context/shared_context.h"
#include "node/proxy/proxy_thread.h"
#include "node/reactor/js_thread_queue.h"
#include "node/reactor/reactor.h"
#include "node/socket/socket_entry.h"
#include "zmq/message.h"

namespace zmq_napi::node {

/// Memory that calls on the path of a message use again and again.
struct Scratch {
    std::vector<char> bytes;
    core::Parts parts;
};

/// Everything that one JavaScript thread (the main thread, or a worker) owns: its open sockets, its reactor, its
/// proxies. All copies of the facade in the thread share it.
///
/// Thread: its JavaScript thread alone.
/// Ownership: it owns itself. It is made when the addon is first loaded into a thread, and ends in that thread's
/// asynchronous clean-up hook, which Node waits for: after the last JavaScript, before the event loop is closed.
class Environment {
    struct Private {};

  public:
    /// The environment of the thread. Null, with a JavaScript exception pending, if Node-API refuses.
    static Environment* of_thread(Napi::Env env);
    static Environment& of(const Napi::CallbackInfo& info) { return Facade::of(info).environment(); }

    /// Only of_thread() can make one.
    Environment(Private, napi_env env);
    ~Environment();
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

    /// Of the load that made it.
    napi_env env() const noexcept { return env_; }

    /// What all copies of the facade share, made in Node's own realm: `messageProperties`, a WeakMap; `stranded`, a
    /// Set.
    Napi::Value shared() const { return shared_.Value(); }
    /// A new copy of the facade, whose functions `env` calls.
    std::shared_ptr<Facade> make_facade(napi_env env);
    /// Lets go of everything that refers to `env`, which ends, in the environment of the calling thread.
    static void let_go_of(napi_env env) noexcept;

    // --- sockets

    /// Opens a socket for a copy of the facade and gives it a number, which no other socket of this thread gets while
    /// it lives, and which a later socket does not get before 2,047 others have taken its place in the table.
    core::Error open(Facade& facade, const std::shared_ptr<SharedContext>& context, int type, SocketId& id);
    /// Closes the socket and drops what waits to be sent. Unknown numbers are ignored.
    void close(SocketId id) noexcept;
    /// Takes an open socket out of the table: its number is stale from then on. Its watcher goes along.
    std::unique_ptr<SocketEntry> detach(SocketId id) noexcept;
    /// The open socket of that number, or null.
    SocketEntry* find(SocketId id) const noexcept {
        const std::size_t slot = id & kSlotMask;
        SocketEntry* const entry = slot < sockets_.size() ? sockets_[slot].get() : nullptr;
        return entry != nullptr && entry->id == id ? entry : nullptr;
    }

    /// Has `reader`, a socket of the type Socket::kMonitorReader that was made for this, receive the events of `entry`,
    /// as Socket::monitor() says.
    core::Error monitor(SocketEntry& entry, SocketEntry& reader, std::uint64_t events, int version);
    void stop_monitor(SocketEntry& entry) noexcept;

    // --- waiting

    /// Starts the reactor, "uv" or "thread", unless one runs. False where it cannot be.
    bool start(const std::string& kind);
    /// Says what the socket waits for, as bits of Interest. Watches its descriptor from the first time on, so that what
    /// peers signal is handled although nobody waits.
    core::Error watch(SocketEntry& entry, unsigned interest);
    /// Watches a descriptor of the program's until it is ready once, which keeps the process alive; the facade is woken
    /// with its number. See Reactor::watch_once() for the errors.
    core::Error watch_once(Facade& facade, core::Descriptor descriptor, unsigned interest, WatchId& id);
    /// Ends that, also while it is reported. Unknown numbers are ignored.
    void unwatch(WatchId id) noexcept { descriptors_.erase(id); }
    /// The reactor saw the descriptor of a socket become readable. Calls JavaScript if somebody waits; else handles
    /// what was signalled, so that a level-triggered watcher does not fire again. Or it saw one of the program's
    /// become ready, whose watcher has ended when JavaScript is called.
    void on_ready(WatchId id);
    /// See Facade.
    bool request_turn(Facade::Hold facade);
    void on_turn();
    std::unique_ptr<Alarm> make_alarm(std::function<void()> ring) { return reactor_->make_alarm(std::move(ring)); }

    // --- proxies

    ProxyId add_proxy(std::unique_ptr<ProxyThread> proxy);
    /// The proxy of that number, or null.
    ProxyThread* find_proxy(ProxyId id) const noexcept;
    /// Forgets a proxy whose thread has ended, and so has closed its sockets.
    void remove_proxy(ProxyId id) noexcept;

    /// To be asked for when the reactor was started.
    std::shared_ptr<Notifier> notifier() const noexcept { return reactor_->notifier(); }

    /// Calls `attempt`, which opens sockets of libzmq's, and again while there is no room (EMFILE) and closed ones may
    /// be about to leave some.
    core::Error patiently(const std::function<core::Error()>& attempt) const;

    /// Memory that receive uses again for each call.
    Scratch scratch;

    /// The process ends: ends every proxy and closes every socket of the calling thread, if no clean-up hook ran for
    /// it. When the thread's sockets were closed, now or by the hook.
    static std::chrono::steady_clock::time_point close_at_exit() noexcept;

  private:
    static constexpr unsigned kSlotBits = 20;
    static constexpr SocketId kSlotMask = (1U << kSlotBits) - 1;
    // 31 bits in all, so that a number is a small integer to V8.
    static constexpr SocketId kGenerationMask = (1U << 11U) - 1;

    struct WatchedDescriptor {
        Facade::Hold facade;
        std::unique_ptr<Watcher> watcher;
    };

    /// Before sockets are closed in any order: the reader of a monitor may come before what is monitored.
    void stop_monitors() noexcept;
    /// The JavaScript thread ends: closes everything, and calls `closed` when nothing of it is left in the event loop.
    void shut_down(std::function<void()> closed);
    void on_descriptor_ready(WatchId id);
    /// The environment of that number, or null.
    static Environment* of_number(std::uint32_t number) noexcept;
    /// Has shut_down() called when the thread ends. Hooks run last in, first out: this one has to run before that of
    /// everything it closes. False if Node-API refuses.
    bool hook_end();

    napi_env env_;
    /// No other environment of the process has it.
    std::uint32_t number_ = 0;
    std::vector<std::unique_ptr<SocketEntry>> sockets_;
    std::vector<SocketId> generations_;
    std::deque<SocketId> free_slots_;
    std::chrono::steady_clock::time_point last_close_;
    napi_async_cleanup_hook_handle hook_ = nullptr;
    Napi::ObjectReference shared_;
    std::vector<std::weak_ptr<Facade>> facades_;
    /// Those who want to be called when the event loop has turned.
    std::vector<Facade::Hold> turns_;
    std::unordered_map<ProxyId, std::unique_ptr<ProxyThread>> proxies_;
    ProxyId next_proxy_ = 0;
    std::unique_ptr<Reactor> reactor_;
    /// Descriptors of the program's that are watched.
    std::unordered_map<WatchId, WatchedDescriptor> descriptors_;
    WatchId next_descriptor_ = 0;
};

}  // namespace zmq_napi::node
