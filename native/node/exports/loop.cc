#include <chrono>
#include <string>

#include "node/exports/exports.h"

namespace zmq_napi::node {

namespace {

/// Sets a hook to argument `index`; the object of exports keeps it.
void set_hook(const Napi::CallbackInfo& info, Facade::Hook hook, std::size_t index) {
    const auto function = info[index].As<Napi::Function>();
    info.This().As<Napi::Object>().Set("hook" + std::to_string(hook), function);
    Facade::of(info).set_hook(hook, function);
}

/// setWake(wake)
Napi::Value set_wake(const Napi::CallbackInfo& info) {
    set_hook(info, Facade::kWake, 0);
    return {};
}

/// setLoopHooks(turn, alarm)
Napi::Value set_loop_hooks(const Napi::CallbackInfo& info) {
    set_hook(info, Facade::kTurn, 0);
    set_hook(info, Facade::kAlarm, 1);
    return {};
}

/// setErrorFactory(factory)
Napi::Value set_error_factory(const Napi::CallbackInfo& info) {
    set_hook(info, Facade::kMakeError, 0);
    return {};
}

/// startReactor(kind)
Napi::Value start_reactor(const Napi::CallbackInfo& info) {
    const std::string kind = info[0].As<Napi::String>();
    if (Environment::of(info).start(kind)) return {};
    Napi::Error::New(info.Env(), "The " + kind + " reactor cannot be started in this process")
        .ThrowAsJavaScriptException();
    return {};
}

/// requestTurn()
napi_value request_turn(napi_env env, napi_callback_info info) {
    const HotCall<1> call(env, info);
    napi_value made = nullptr;
    napi_get_boolean(env, call.facade().request_turn(), &made);
    return made;
}

/// setAlarm(milliseconds)
napi_value set_alarm(napi_env env, napi_callback_info info) {
    const HotCall<1> call(env, info);
    call.facade().set_alarm(call.number(0));
    return nullptr;
}

/// holdAlarm(held)
Napi::Value hold_alarm(const Napi::CallbackInfo& info) {
    Facade::of(info).hold_alarm(info[0].As<Napi::Boolean>());
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

void export_loop(Napi::Object exports, Facade& facade) {
    add<set_wake>(exports, facade, "setWake");
    add<set_loop_hooks>(exports, facade, "setLoopHooks");
    add<set_error_factory>(exports, facade, "setErrorFactory");
    add<start_reactor>(exports, facade, "startReactor");
    add_hot<request_turn>(exports, facade, "requestTurn");
    add_hot<set_alarm>(exports, facade, "setAlarm");
    add<hold_alarm>(exports, facade, "holdAlarm");
    add_hot<now>(exports, facade, "now");
}

}  // namespace zmq_napi::node
