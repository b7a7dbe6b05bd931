#include "node/binding/binding.h"

#include <utility>

#include "node/env/environment.h"

namespace zmq_napi::node {

namespace {

/// An exception that left a callback of ours is an uncaught one.
void report(napi_env env) {
    napi_value exception = nullptr;
    bool pending = false;
    if (napi_is_exception_pending(env, &pending) != napi_ok || !pending) return;
    if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) napi_fatal_exception(env, exception);
}

/// Calls a function as a macrotask. Fails when the thread is being terminated, and then there is nothing to do.
void call_function(napi_env env, napi_value function, const napi_value* argument) {
    napi_value global = nullptr;
    if (napi_get_global(env, &global) != napi_ok) return;
    napi_make_callback(env, nullptr, global, function, argument == nullptr ? 0 : 1, argument, nullptr);
    report(env);
}

}  // namespace

// --- functions of the facade

void Facade::set_hook(Hook hook, Napi::Function function) {
    if (napi_ref& old = hooks_[hook]; old != nullptr) napi_delete_reference(env_, std::exchange(old, nullptr));
    napi_create_reference(env_, function, holders_ > 0 ? 1 : 0, &hooks_[hook]);
}

void Facade::hold() noexcept {
    if (holders_++ != 0) return;
    for (napi_ref const hook : hooks_) {
        if (hook != nullptr) napi_reference_ref(env_, hook, nullptr);
    }
}

void Facade::release() noexcept {
    if (--holders_ != 0) return;
    for (napi_ref const hook : hooks_) {
        if (hook != nullptr) napi_reference_unref(env_, hook, nullptr);
    }
}

napi_value Facade::function(Hook hook) const noexcept {
    napi_value value = nullptr;
    if (hooks_[hook] != nullptr) napi_get_reference_value(env_, hooks_[hook], &value);
    return value;
}

void Facade::call(Hook hook, const napi_value* argument) const {
    if (const napi_value value = function(hook)) call_function(env_, value, argument);
}

void Facade::wake(WatchId id) const {
    const Napi::HandleScope scope(env_);
    napi_value argument = nullptr;
    napi_create_uint32(env_, id, &argument);
    call(kWake, &argument);
}

void Facade::raise(Napi::Env env, core::Error error, const std::string* address) const {
    const Napi::Value syscall = Napi::String::New(env, error.syscall);
    const Napi::Value where = address == nullptr ? env.Undefined() : Napi::String::New(env, *address);
    const Napi::Function make_error(env, function(kMakeError));
    const Napi::Value made = make_error.Call({Napi::Number::New(env, error.code), syscall, where});
    if (!env.IsExceptionPending()) napi_throw(env, made);
}

std::uint32_t Facade::expect(Napi::Function callback) {
    const std::uint32_t number = next_expected_++;
    expected_.emplace(number, Napi::Persistent(callback));
    return number;
}

void Facade::resolve(std::uint32_t expected) {
    const auto found = expected_.find(expected);
    if (found == expected_.end()) return;
    const Napi::FunctionReference callback = std::move(found->second);
    expected_.erase(found);
    const Napi::HandleScope scope(env_);
    call_function(env_, callback.Value(), nullptr);
}

std::function<void()> Facade::remote_resolve(std::uint32_t expected, bool held) {
    return [facade = weak_from_this(), expected, held, notifier = environment_.notifier()] {
        // The notifier that runs this is there.
        notifier->post([facade, expected, held, running = notifier.get()] {
            if (held) running->release();
            if (const std::shared_ptr<Facade> alive = facade.lock()) alive->resolve(expected);
        });
    };
}

// --- time

bool Facade::request_turn() { return environment_.request_turn(Hold(shared_from_this())); }

void Facade::set_alarm(std::uint32_t milliseconds) {
    if (alarm_ == nullptr) {
        alarm_ = environment_.make_alarm([this] {
            const std::shared_ptr<Facade> alive = shared_from_this();
            const Napi::HandleScope scope(env_);
            call(kAlarm);
        });
        alarm_->hold(alarm_hold_.has_value());
    }
    alarm_->set(milliseconds);
}

void Facade::hold_alarm(bool held) {
    if (held && !alarm_hold_) alarm_hold_.emplace(shared_from_this());
    if (!held) alarm_hold_.reset();
    if (alarm_ != nullptr) alarm_->hold(held);
}

// --- contexts

void Facade::claim(std::shared_ptr<SharedContext> context) {
    const ContextId id = context->id();
    contexts_.insert_or_assign(id, std::move(context));
}

std::shared_ptr<SharedContext> Facade::context(ContextId id) const {
    const auto found = contexts_.find(id);
    return found == contexts_.end() ? SharedContext::held(id) : found->second;
}

// --- the end

void Facade::reset() noexcept {
    alarm_.reset();
    alarm_hold_.reset();
    expected_.clear();
    contexts_.clear();
    for (napi_ref& hook : hooks_) {
        if (hook != nullptr) napi_delete_reference(env_, std::exchange(hook, nullptr));
    }
}

}  // namespace zmq_napi::node
