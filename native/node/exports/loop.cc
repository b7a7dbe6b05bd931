#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include "node/exports/exports.h"

namespace zmq_napi::node {

void set_hook(const Napi::CallbackInfo& info, Binding::Hook hook, std::size_t index) {
    const auto function = info[index].As<Napi::Function>();
    info.This().As<Napi::Object>().Set("hook" + std::to_string(hook), function);
    Binding::of(info).set_hook(hook, function);
}

namespace {

/// setWake(wake)
Napi::Value set_wake(const Napi::CallbackInfo& info) {
    set_hook(info, Binding::kWake, 0);
    return {};
}

/// setIterationCallback(callback)
Napi::Value set_iteration_callback(const Napi::CallbackInfo& info) {
    set_hook(info, Binding::kIteration, 0);
    return {};
}

/// setAlarmCallback(callback)
Napi::Value set_alarm_callback(const Napi::CallbackInfo& info) {
    set_hook(info, Binding::kAlarm, 0);
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

/// requestIteration()
napi_value request_iteration(napi_env env, napi_callback_info info) {
    const RawCall<1> call(env, info);
    napi_value made = nullptr;
    Binding::Hold hold(call.binding().shared_from_this());
    napi_get_boolean(env, call.environment().loop().request_iteration(std::move(hold)), &made);
    return made;
}

/// setAlarm(milliseconds)
napi_value set_alarm(napi_env env, napi_callback_info info) {
    const RawCall<1> call(env, info);
    call.binding().set_alarm(call.environment().loop().reactor(), call.number(0));
    return nullptr;
}

/// alarmKeepsAlive(held)
Napi::Value alarm_keeps_alive(const Napi::CallbackInfo& info) {
    Binding::of(info).alarm_keeps_alive(info[0].As<Napi::Boolean>());
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
    add<set_iteration_callback>(exports, binding, "setIterationCallback");
    add<set_alarm_callback>(exports, binding, "setAlarmCallback");
    add<start_reactor>(exports, binding, "startReactor");
    add_raw<request_iteration>(exports, binding, "requestIteration");
    add_raw<set_alarm>(exports, binding, "setAlarm");
    add<alarm_keeps_alive>(exports, binding, "alarmKeepsAlive");
    add_raw<now>(exports, binding, "now");
}

}  // namespace zmq_napi::node
