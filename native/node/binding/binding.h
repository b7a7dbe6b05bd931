#pragma once

#include <napi.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "node/context/shared_context.h"
#include "node/message/table.h"
#include "node/reactor/reactor.h"
#include "zmq/error.h"

namespace zmq_napi::node {

class Environment;

/// What the addon keeps for one copy of the JavaScript package in a thread: its callbacks, its claims on contexts, its
/// alarm, the memory that it packs messages into. The counterpart of `binding` in lib/addon/binding.ts; it has nothing
/// to do with bind(). A thread may have several, because test runners evaluate the package again for each file, in
/// contexts of `vm` or not, while the addon stays loaded. They share the thread's Environment, and so its sockets,
/// reactor and contexts. Every exported function carries a pointer to its binding.
///
/// Thread: its JavaScript thread alone. Any thread may hold and drop a weak_ptr.
/// Ownership: shared by the JavaScript object of its exports, and by each Hold. It refers to the callbacks weakly, so
/// that the copy of the package can be garbage-collected; and strongly while a Hold exists, because whatever is open
/// may call them.
class Binding : public std::enable_shared_from_this<Binding> {
  public:
    /// The JavaScript functions that the addon calls, one of each kind.
    enum Hook : std::size_t {
        /// A socket, or a descriptor of the program, may be ready. The argument is its number.
        kWake,
        /// The next iteration of the event loop has begun, as EventLoop::request_iteration() requested.
        kIteration,
        /// The alarm rang.
        kAlarm,
        /// Makes a JavaScript error of an errno, the function that failed, and the endpoint, if there is one.
        kMakeError,
        kHooks
    };

    /// Keeps the binding alive and its callbacks callable.
    class Hold {
      public:
        explicit Hold(std::shared_ptr<Binding> binding) noexcept : binding_(std::move(binding)) { binding_->hold(); }
        ~Hold() {
            if (binding_ != nullptr) binding_->release();
        }
        Hold(Hold&&) noexcept = default;
        Hold& operator=(Hold&&) = delete;
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;

        Binding* operator->() const noexcept { return binding_.get(); }
        const std::shared_ptr<Binding>& share() const noexcept { return binding_; }

      private:
        std::shared_ptr<Binding> binding_;
    };

    static Binding& of(const Napi::CallbackInfo& info) { return *static_cast<Binding*>(info.Data()); }

    Binding(Environment& environment, napi_env env) noexcept : environment_(environment), env_(env) {}
    ~Binding() { reset(); }
    Binding(const Binding&) = delete;
    Binding& operator=(const Binding&) = delete;

    Environment& environment() const noexcept { return environment_; }
    napi_env env() const noexcept { return env_; }

    /// Sets a hook. The caller keeps `function` alive for as long as the exports live.
    void set_hook(Hook hook, Napi::Function function);
    /// Calls a hook as a macrotask: microtasks run afterwards, and an exception that it throws is an uncaught one. Does
    /// nothing when JavaScript may no longer run.
    void call(Hook hook, const napi_value* argument = nullptr) const;
    void wake(WatchId id) const;

    /// Throws the JavaScript error for `error`. `address` is the endpoint that was given, or null if there was none.
    void throw_error(Napi::Env env, zmq::Error error, const std::string* address = nullptr) const;

    /// Stores `callback`, and with it keeps the copy of the package alive, until invoke_callback() or drop_callback()
    /// gets the returned number. Does not keep the process alive.
    std::uint32_t store_callback(Napi::Function callback);
    /// Calls a stored callback, and drops it. Does nothing if it was dropped before.
    void invoke_callback(std::uint32_t callback);
    void drop_callback(std::uint32_t callback) noexcept { callbacks_.erase(callback); }
    /// Returns a function that any thread may call, once, to have invoke_callback() called on the JavaScript thread,
    /// through that thread's `queue`. With `held`, the caller has called queue->hold(), which ends at the same time.
    std::function<void()> callback_invoker(std::uint32_t callback, std::shared_ptr<JsThreadQueue> queue,
                                           bool held = false);

    // --- the alarm

    /// Has kAlarm called once, in about `milliseconds`; it may come early. Replaces an earlier request. `reactor` is
    /// the thread's.
    void set_alarm(Reactor& reactor, std::uint32_t milliseconds);
    /// Sets whether the alarm keeps the process alive and this copy of the package from being garbage-collected. At
    /// first it does not.
    void alarm_keeps_alive(bool held);

    // --- contexts

    /// Claims a context, which lives at least as long as the claim.
    void claim(std::shared_ptr<SharedContext> context);
    void release_claim(ContextId id) noexcept { contexts_.erase(id); }
    /// The context that this binding, or another one, has claimed; or null.
    std::shared_ptr<SharedContext> context(ContextId id) const;

    /// The memory that sendPacked reads.
    Packing packing;

    /// Releases every reference, because the thread or its napi_env ends.
    void reset() noexcept;

  private:
    void hold() noexcept;
    void release() noexcept;
    napi_value function(Hook hook) const noexcept;

    Environment& environment_;
    const napi_env env_;
    std::size_t holders_ = 0;
    std::array<napi_ref, kHooks> hooks_{};
    std::unordered_map<std::uint32_t, Napi::FunctionReference> callbacks_;
    std::uint32_t next_callback_ = 0;
    std::unordered_map<ContextId, std::shared_ptr<SharedContext>> contexts_;
    std::unique_ptr<Alarm> alarm_;
    /// Set while the alarm keeps the process alive.
    std::optional<Hold> alarm_hold_;
};

}  // namespace zmq_napi::node
