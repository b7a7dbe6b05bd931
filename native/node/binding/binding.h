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

/// One evaluation of the TypeScript facade in a JavaScript thread, and what the addon keeps for it. A thread may have
/// any number: test runners evaluate the module anew for each file, in contexts of `vm` or not, over one loaded addon.
/// They share the thread's Environment, and with it sockets, reactor and contexts. Every exported function carries a
/// pointer to its facade.
///
/// Thread: its JavaScript thread alone. A weak_ptr may be held and dropped by any.
/// Ownership: the object of exports owns it, and each socket that it opened. It refers to the facade's functions
/// weakly, so that the facade can be collected; strongly while something of it is open (Hold), for what is open may
/// call them.
class Facade : public std::enable_shared_from_this<Facade> {
  public:
    /// The functions of the facade that the addon calls.
    enum Hook : std::size_t {
        /// A socket, or a descriptor of the program's, may be ready; called with its number.
        kWake,
        /// The event loop turned, as request_turn() asked.
        kTurn,
        /// The alarm rang.
        kAlarm,
        /// Makes a JavaScript error of an errno, the function that failed, and the endpoint, if there is one.
        kMakeError,
        kHooks
    };

    /// Keeps the facade from being collected, and its functions callable.
    class Hold {
      public:
        explicit Hold(std::shared_ptr<Facade> facade) noexcept : facade_(std::move(facade)) { facade_->hold(); }
        ~Hold() {
            if (facade_ != nullptr) facade_->release();
        }
        Hold(Hold&&) noexcept = default;
        Hold& operator=(Hold&&) = delete;
        Hold(const Hold&) = delete;
        Hold& operator=(const Hold&) = delete;

        Facade* operator->() const noexcept { return facade_.get(); }
        const std::shared_ptr<Facade>& share() const noexcept { return facade_; }

      private:
        std::shared_ptr<Facade> facade_;
    };

    static Facade& of(const Napi::CallbackInfo& info) { return *static_cast<Facade*>(info.Data()); }

    Facade(Environment& environment, napi_env env) noexcept : environment_(environment), env_(env) {}
    ~Facade() { reset(); }
    Facade(const Facade&) = delete;
    Facade& operator=(const Facade&) = delete;

    Environment& environment() const noexcept { return environment_; }
    napi_env env() const noexcept { return env_; }

    /// Sets a function, which must stay alive as long as the facade's exports do.
    void set_hook(Hook hook, Napi::Function function);
    /// Calls one as a macrotask: micro-tasks run afterwards, and what it throws is an uncaught exception. Does nothing
    /// when JavaScript may no longer run.
    void call(Hook hook, const napi_value* argument = nullptr) const;
    void wake(WatchId id) const;

    /// Throws the JavaScript error for `error`. `address`: the endpoint that was given, or null where there was none.
    void raise(Napi::Env env, core::Error error, const std::string* address = nullptr) const;

    /// Keeps `callback`, and with it the facade, until resolve() is called with the number returned. Does not keep the
    /// process alive.
    std::uint32_t expect(Napi::Function callback);
    /// Calls the callback that expect() kept.
    void resolve(std::uint32_t expected);
    /// What any thread may call, once, to have resolve() called. With `held` the caller has a hold on the notifier,
    /// which ends then. After the reactor was started.
    std::function<void()> remote_resolve(std::uint32_t expected, bool held = false);
    /// Drops it without a call.
    void forget(std::uint32_t expected) noexcept { expected_.erase(expected); }

    // --- time

    /// Calls kTurn when the event loop has turned; keeps the process alive until then. False where the reactor cannot.
    bool request_turn();
    /// Has kAlarm called once, in about `milliseconds`, in place of what was set before. It may ring early.
    void set_alarm(std::uint32_t milliseconds);
    /// Whether the alarm keeps the process alive, and the facade from being collected; at first it does not.
    void hold_alarm(bool held);

    // --- contexts

    /// Claims a context, which lives at least as long.
    void claim(std::shared_ptr<SharedContext> context);
    void release_claim(ContextId id) noexcept { contexts_.erase(id); }
    /// The context that this facade, or another one, has claimed; or null.
    std::shared_ptr<SharedContext> context(ContextId id) const;

    /// What sendPacked reads.
    Packing packing;

    /// Lets go of everything: the thread ends.
    void reset() noexcept;

  private:
    void hold() noexcept;
    void release() noexcept;
    napi_value function(Hook hook) const noexcept;

    Environment& environment_;
    const napi_env env_;
    std::size_t holders_ = 0;
    std::array<napi_ref, kHooks> hooks_{};
    std::unordered_map<std::uint32_t, Napi::FunctionReference> expected_;
    std::uint32_t next_expected_ = 0;
    std::unordered_map<ContextId, std::shared_ptr<SharedContext>> contexts_;
    std::unique_ptr<Alarm> alarm_;
    /// While the alarm keeps the process alive.
    std::optional<Hold> alarm_hold_;
};

}  // namespace zmq_napi::node
