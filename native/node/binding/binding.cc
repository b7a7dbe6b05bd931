#include "node/binding/binding.h"

#include <utility>

namespace zmq_napi::node {

namespace {

/// Reports an exception that a callback threw as an uncaught one.
void report(napi_env env) {
    napi_value exception = nullptr;
    bool pending = false;
    if (napi_is_exception_pending(env, &pending) != napi_ok || !pending) return;
    if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) napi_fatal_exception(env, exception);
}

/// Calls a function as a macrotask. A failure is ignored: the thread is being terminated then.
void call_function(napi_env env, napi_value function, const napi_value* argument) {
    napi_value global = nullptr;
    if (napi_get_global(env, &global) != napi_ok) return;
    // Deno writes the result without a check for null, which Node allows.
    napi_value result = nullptr;
    napi_make_callback(env, nullptr, global, function, argument == nullptr ? 0 : 1, argument, &result);
    report(env);
}

}  // namespace

// --- hooks

void Binding::set_hook(Hook hook, Napi::Function function) {
    if (napi_ref& old = hooks_[hook]; old != nullptr) napi_delete_reference(env_, std::exchange(old, nullptr));
    napi_create_reference(env_, function, holders_ > 0 ? 1 : 0, &hooks_[hook]);
}

void Binding::hold() noexcept {
    if (holders_++ != 0) return;
    for (napi_ref const hook : hooks_) {
        if (hook != nullptr) napi_reference_ref(env_, hook, nullptr);
    }
}

void Binding::release() noexcept {
    if (--holders_ != 0) return;
    for (napi_ref const hook : hooks_) {
        if (hook != nullptr) napi_reference_unref(env_, hook, nullptr);
    }
}

napi_value Binding::function(Hook hook) const noexcept {
    napi_value value = nullptr;
    if (hooks_[hook] != nullptr) napi_get_reference_value(env_, hooks_[hook], &value);
    return value;
}

void Binding::call(Hook hook, const napi_value* argument) const {
    if (const napi_value value = function(hook)) call_function(env_, value, argument);
}

void Binding::wake(WatchId id) const {
    const Napi::HandleScope scope(env_);
    napi_value argument = nullptr;
    napi_create_uint32(env_, id, &argument);
    call(kWake, &argument);
}

void Binding::throw_error(Napi::Env env, zmq::Error error, const std::string* address) const {
    const Napi::Value syscall = Napi::String::New(env, error.syscall);
    const Napi::Value where = address == nullptr ? env.Undefined() : Napi::String::New(env, *address);
    const Napi::Function make_error(env, function(kMakeError));
    const Napi::Value made = make_error.Call({Napi::Number::New(env, error.code), syscall, where});
    if (!env.IsExceptionPending()) napi_throw(env, made);
}

// --- callbacks

std::uint32_t Binding::store_callback(Napi::Function callback) {
    const std::uint32_t number = next_callback_++;
    callbacks_.emplace(number, Napi::Persistent(callback));
    return number;
}

void Binding::invoke_callback(std::uint32_t callback) {
    const auto found = callbacks_.find(callback);
    if (found == callbacks_.end()) return;
    const Napi::FunctionReference function = std::move(found->second);
    callbacks_.erase(found);
    const Napi::HandleScope scope(env_);
    call_function(env_, function.Value(), nullptr);
}

std::function<void()> Binding::callback_invoker(std::uint32_t callback, std::shared_ptr<JsThreadQueue> queue,
                                                bool held) {
    return [binding = weak_from_this(), callback, held, queue = std::move(queue)] {
        // The queue exists while it runs the task, so a raw pointer is enough.
        queue->post([binding, callback, held, running = queue.get()] {
            if (held) running->release();
            if (const std::shared_ptr<Binding> alive = binding.lock()) alive->invoke_callback(callback);
        });
    };
}

// --- the alarm

void Binding::set_alarm(Reactor& reactor, std::uint32_t milliseconds) {
    if (alarm_ == nullptr) {
        alarm_ = reactor.make_alarm([this] {
            const std::shared_ptr<Binding> alive = shared_from_this();
            const Napi::HandleScope scope(env_);
            call(kAlarm);
        });
        alarm_->hold(alarm_hold_.has_value());
    }
    alarm_->set(milliseconds);
}

void Binding::alarm_keeps_alive(bool held) {
    if (held && !alarm_hold_) alarm_hold_.emplace(shared_from_this());
    if (!held) alarm_hold_.reset();
    if (alarm_ != nullptr) alarm_->hold(held);
}

// --- contexts

void Binding::claim(std::shared_ptr<SharedContext> context) {
    const ContextId id = context->id();
    contexts_.insert_or_assign(id, std::move(context));
}

std::shared_ptr<SharedContext> Binding::context(ContextId id) const {
    const auto found = contexts_.find(id);
    return found == contexts_.end() ? SharedContext::find_any(id) : found->second;
}

// --- the end

void Binding::reset() noexcept {
    alarm_.reset();
    alarm_hold_.reset();
    callbacks_.clear();
    contexts_.clear();
    for (napi_ref& hook : hooks_) {
        if (hook != nullptr) napi_delete_reference(env_, std::exchange(hook, nullptr));
    }
}

}  // namespace zmq_napi::node
