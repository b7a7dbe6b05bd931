#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>
#include <exception>

#include "node/binding/binding.h"
#include "node/env/environment.h"
#include "node/message/table.h"
#include "node/socket/socket_entry.h"

namespace zmq_napi::node {

// Each file of this folder adds functions to the addon's exports. lib/addon/binding.ts has their signatures.
//
// An exported function only converts its arguments and result. For a send, node/message makes parts of the JavaScript
// values, node/socket loops over the messages and stores those that must wait, and zmq/send_whole.h sends one message.
void export_contexts(Napi::Object exports, Binding& binding);
void export_errors(Napi::Object exports, Binding& binding);
void export_loop(Napi::Object exports, Binding& binding);
void export_sockets(Napi::Object exports, Binding& binding);
void export_listeners(Napi::Object exports, Binding& binding);
void export_monitors(Napi::Object exports, Binding& binding);
void export_options(Napi::Object exports, Binding& binding);
void export_send(Napi::Object exports, Binding& binding);
void export_send_packed(Napi::Object exports, Binding& binding);
void export_send_to(Napi::Object exports, Binding& binding);
void export_drafts(Napi::Object exports, Binding& binding);
void export_receive(Napi::Object exports, Binding& binding);
void export_metadata(Napi::Object exports, Binding& binding);
void export_memory(Napi::Object exports, Binding& binding);
void export_curve(Napi::Object exports, Binding& binding);
void export_poll(Napi::Object exports, Binding& binding);
void export_descriptors(Napi::Object exports, Binding& binding);
void export_proxies(Napi::Object exports, Binding& binding);
/// Only in builds with sanitizers: test/sanitizers/deliberate_faults.cc.
void export_deliberate_faults(Napi::Object exports, Binding& binding);

/// Wraps an exported function, so that no C++ exception reaches Node-API. The only one is std::bad_alloc.
template <Napi::Value (*function)(const Napi::CallbackInfo&)>
Napi::Value guarded(const Napi::CallbackInfo& info) {
    try {
        return function(info);
    } catch (const std::exception& error) {
        Napi::Error::New(info.Env(), error.what()).ThrowAsJavaScriptException();
        return {};
    }
}

template <napi_value (*function)(napi_env, napi_callback_info)>
napi_value guarded(napi_env env, napi_callback_info info) {
    try {
        return function(env, info);
    } catch (const std::exception& error) {
        napi_throw_error(env, nullptr, error.what());
        return nullptr;
    }
}

template <Napi::Value (*function)(const Napi::CallbackInfo&)>
void add(Napi::Object exports, Binding& binding, const char* name) {
    exports.Set(name, Napi::Function::New<guarded<function>>(exports.Env(), name, &binding));
}

/// The open socket whose number is argument `index`. Throws a JavaScript error, and returns null, if there is none.
SocketEntry* socket_or_throw(const Napi::CallbackInfo& info, const char* syscall, std::size_t index = 0);

/// Sets a hook to argument `index`. The object of exports, as `this`, keeps the function alive.
void set_hook(const Napi::CallbackInfo& info, Binding::Hook hook, std::size_t index);

/// Adds a function on the path of a message. It calls Node-API itself, because the wrappers of node-addon-api cost
/// time.
template <napi_value (*function)(napi_env, napi_callback_info)>
void add_raw(Napi::Object exports, Binding& binding, const char* name) {
    napi_value made = nullptr;
    napi_create_function(exports.Env(), name, NAPI_AUTO_LENGTH, guarded<function>, &binding, &made);
    exports.Set(name, made);
}

/// The arguments and results of such a function.
template <std::size_t count>
class RawCall {
  public:
    RawCall(napi_env env, napi_callback_info info) noexcept : env_(env) {
        std::size_t given = count;
        void* data = nullptr;
        napi_get_cb_info(env, info, &given, arguments_, nullptr, &data);
        binding_ = static_cast<Binding*>(data);
    }

    Binding& binding() const noexcept { return *binding_; }
    Environment& environment() const noexcept { return binding_->environment(); }
    napi_value operator[](std::size_t index) const noexcept { return arguments_[index]; }
    std::uint32_t number(std::size_t index) const noexcept {
        std::uint32_t value = 0;
        napi_get_value_uint32(env_, arguments_[index], &value);
        return value;
    }
    Table table(std::size_t index) const noexcept {
        void* data = nullptr;
        Table made;
        napi_get_typedarray_info(env_, arguments_[index], nullptr, &made.size, &data, nullptr, nullptr);
        made.rows = static_cast<std::int32_t*>(data);
        return made;
    }
    /// The open socket whose number is argument 0, or null.
    SocketEntry* socket() const noexcept { return environment().find(number(0)); }
    /// The JavaScript value of an errno: undefined for 0, which costs nothing to make.
    napi_value result(std::int32_t value) const noexcept {
        napi_value made = nullptr;
        if (value != 0) napi_create_int32(env_, value, &made);
        return made;
    }

  private:
    napi_env env_;
    Binding* binding_ = nullptr;
    napi_value arguments_[count] = {};
};

}  // namespace zmq_napi::node
