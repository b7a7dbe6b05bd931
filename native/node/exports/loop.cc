#include <chrono>
#include <string>
#include <utility>

#include "node/exports/exports.h"

namespace zmq_napi::node {

namespace {

/// Sets a hook to argument `index`. The object of exports, as `this`, keeps the function alive.
void set_hook(const Napi::CallbackInfo& info, Binding::Hook hook, std::size_t index) {
    const auto function = info[index].As<Napi::Function>();
    info.This().As<Napi::Object>().Set("hook" + std::to_string(hook), function);
    Binding::of(info).set_hook(hook, function);
}

/// setWake(wake)
Napi::Value set_wake(const Napi::CallbackInfo& info) {
    set_hook(info, Binding::kWake, 0);
    return {};
}

/// setLoopHooks(turn, alarm)
Napi::Value set_loop_hooks(const Napi::CallbackInfo& info) {
    set_hook(info, Binding::kTurn, 0);
    set_hook(info, Binding::kAlarm, 1);
    return {};
}

/// setErrorFactory(factory)
Napi::Value set_error_factory(const Napi::CallbackInfo& info) {
    set_hook(info, Binding::kMakeError, 0);
    return {};
}

/// startReactor(kind)
Napi::Value start_reactor(const Napi::CallbackInfo& info) {
    const std::string kind = info[0].As<Napi::String>();
    if (Environment::of(info).start_reactor(kind)) return {};
    Napi::Error::New(info.Env(), "The " + kind + " reactor cannot be started in this process")
        .ThrowAsJavaScriptException();
    return {};
}

/// requestTurn()
napi_value request_turn(napi_env env, napi_callback_info info) {
    const RawCall<1> call(env, info);
    napi_value made = nullptr;
    Binding::Hold hold(call.binding().shared_from_this());
    napi_get_boolean(env, call.environment().loop().request_turn(std::move(hold)), &made);
    return made;
}

/// setAlarm(milliseconds)
napi_value set_alarm(napi_env env, napi_callback_info info) {
    const RawCall<1> call(env, info);
    call.binding().set_alarm(call.environment().loop().reactor(), call.number(0));
    return nullptr;
}

/// holdAlarm(held)
Napi::Value hold_alarm(const Napi::CallbackInfo& info) {
    Binding::of(info).hold_alarm(info[0].As<Napi::Boolean>());
    return {};
}

/// now()
napi_value now(napi_env env, napi_callback_info) {
    using Milliseconds = std::chrono::duration<double, std::milli>;
    napi_value made = nullptr;
    napi_create_double(env, Milliseconds(std::chrono::steady_clock::now().time_since_epoch()).count(), &made);
    return made;
}

}  // namespace

void export_loop(Napi::Object exports, Binding& binding) {
    add<set_wake>(exports, binding, "setWake");
    add<set_loop_hooks>(exports, binding, "setLoopHooks");
    add<set_error_factory>(exports, binding, "setErrorFactory");
    add<start_reactor>(exports, binding, "startReactor");
    add_raw<request_turn>(exports, binding, "requestTurn");
    add_raw<set_alarm>(exports, binding, "setAlarm");
    add<hold_alarm>(exports, binding, "holdAlarm");
    add_raw<now>(exports, binding, "now");
}

}  // namespace zmq_napi::node
