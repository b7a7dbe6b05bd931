#pragma once

#include <napi.h>

#include <chrono>
#include <deque>
#include <memory>
#include <unordered_map>
#include <vector>

#include "node/notifier.h"
#include "node/proxy_thread.h"
#include "node/reactor.h"
#include "node/shared_context.h"
#include "node/socket_entry.h"
#include "node/table.h"
#include "zmq/message.h"

namespace zmq_napi::node {

/// Memory that calls on the path of a message use again and again.
struct Scratch {
    std::vector<char> bytes;
    Parts parts;
};

/// Everything that one JavaScript thread (the main thread, or a worker) owns: its open sockets, its claims on contexts,
/// its reactor. Every exported function carries a pointer to it.
///
/// Thread: its JavaScript thread alone.
/// Ownership: it owns itself. It is made when the addon is loaded into a thread, and ends in that thread's asynchronous
/// clean-up hook, which Node waits for: after the last JavaScript, before the event loop is closed.
class Environment {
    struct Private {};

  public:
    /// Null, with a JavaScript exception pending, if Node-API refuses.
    static Environment* create(Napi::Env env);
    static Environment& of(const Napi::CallbackInfo& info) { return *static_cast<Environment*>(info.Data()); }

    /// Only create() can make one.
    Environment(Private, napi_env env, std::shared_ptr<Notifier> notifier);
    ~Environment();
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

    napi_env env() const noexcept { return env_; }

    // --- sockets

    /// Opens a socket and gives it a number, which no other socket of this thread gets while it lives, and which a
    /// later socket does not get before 2,047 others have taken its place in the table.
    core::Error open(const std::shared_ptr<SharedContext>& context, int type, SocketId& id);
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

    /// To be called once, before the first watch(). `wake` is called with a socket's number.
    void start(std::unique_ptr<Reactor> reactor, Napi::Function wake);
    bool started() const noexcept { return reactor_ != nullptr; }
    /// Says what the socket waits for, as bits of Interest. Watches its descriptor from the first time on, so that what
    /// peers signal is handled although nobody waits.
    core::Error watch(SocketEntry& entry, unsigned interest);
    /// Watches a descriptor of the program's until it is ready once, which keeps the process alive; `wake` is called
    /// with its number. See Reactor::watch_once() for the errors.
    core::Error watch_once(core::Descriptor descriptor, unsigned interest, WatchId& id);
    /// Ends that, also while it is reported. Unknown numbers are ignored.
    void unwatch(WatchId id) noexcept { descriptors_.erase(id); }
    /// The reactor saw the descriptor of a socket become readable. Calls JavaScript if somebody waits; else handles
    /// what was signalled, so that a level-triggered watcher does not fire again. Or it saw one of the program's
    /// become ready, whose watcher has ended when JavaScript is called.
    void on_ready(WatchId id);

    // --- proxies

    ProxyId add_proxy(std::unique_ptr<ProxyThread> proxy);
    /// The proxy of that number, or null.
    ProxyThread* find_proxy(ProxyId id) const noexcept;
    /// Forgets a proxy whose thread has ended, and so has closed its sockets.
    void remove_proxy(ProxyId id) noexcept;

    // --- contexts

    /// This thread's claim on a context, or null.
    std::shared_ptr<SharedContext> context(ContextId id) const;
    void claim(std::shared_ptr<SharedContext> context);
    void release(ContextId id) noexcept { contexts_.erase(id); }

    const std::shared_ptr<Notifier>& notifier() const noexcept { return notifier_; }

    /// Keeps `callback` until resolve() is called with the number returned. Does not keep the process alive.
    std::uint32_t expect(Napi::Function callback);
    /// Calls the callback that expect() kept.
    void resolve(std::uint32_t expected);
    /// Drops it without a call.
    void forget(std::uint32_t expected) noexcept;

    /// Calls `attempt`, which opens sockets of libzmq's, and again while there is no room (EMFILE) and closed ones may
    /// be about to leave some.
    core::Error patiently(const std::function<core::Error()>& attempt) const;

    /// The function that makes an error of libzmq's into a JavaScript error.
    void set_error_factory(Napi::Function factory) { error_factory_ = Napi::Persistent(factory); }
    /// Throws the JavaScript error for `error`. `address`: the endpoint that was given, or null where there was none.
    void raise(Napi::Env env, core::Error error, const std::string* address = nullptr);

    /// Memory that send and receive use again for each call.
    Scratch scratch;
    Packing packing;

    /// The process ends: ends every proxy and closes every socket of the calling thread, if no clean-up hook ran for
    /// it. When the thread's sockets were closed, now or by the hook.
    static std::chrono::steady_clock::time_point close_at_exit() noexcept;

  private:
    static constexpr unsigned kSlotBits = 20;
    static constexpr SocketId kSlotMask = (1U << kSlotBits) - 1;
    // 31 bits in all, so that a number is a small integer to V8.
    static constexpr SocketId kGenerationMask = (1U << 11U) - 1;

    /// Before sockets are closed in any order: the reader of a monitor may come before what is monitored.
    void stop_monitors() noexcept;
    /// The JavaScript thread ends: closes everything, and calls `closed` when nothing of it is left in the event loop.
    void shut_down(std::function<void()> closed);
    void on_descriptor_ready(WatchId id);
    void call_wake(WatchId id);

    napi_env env_;
    std::vector<std::unique_ptr<SocketEntry>> sockets_;
    std::vector<SocketId> generations_;
    std::deque<SocketId> free_slots_;
    std::chrono::steady_clock::time_point last_close_;
    std::unordered_map<ContextId, std::shared_ptr<SharedContext>> contexts_;
    std::shared_ptr<Notifier> notifier_;
    std::unordered_map<ProxyId, std::unique_ptr<ProxyThread>> proxies_;
    ProxyId next_proxy_ = 0;
    std::unordered_map<std::uint32_t, Napi::FunctionReference> expected_;
    std::uint32_t next_expected_ = 0;
    std::unique_ptr<Reactor> reactor_;
    /// Descriptors of the program's that are watched.
    std::unordered_map<WatchId, std::unique_ptr<Watcher>> descriptors_;
    WatchId next_descriptor_ = 0;
    Napi::FunctionReference wake_;
    Napi::FunctionReference error_factory_;
};

}  // namespace zmq_napi::node
