#include <napi.h>

#include <memory>
#include <string>
#include <utility>

#include "node/env/environment.h"
#include "node/env/exit.h"
#include "node/exports/constants.h"
#include "node/exports/exports.h"

namespace zmq_napi::node {

namespace {

std::string version() {
    int major = 0;
    int minor = 0;
    int patch = 0;
    zmq_version(&major, &minor, &patch);
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

// The build defines these if the linked libzmq is the vendored one.
#ifndef ZMQ_NAPI_PATCH_COUNT
#define ZMQ_NAPI_PATCH_COUNT 0
#define ZMQ_NAPI_PATCH_DIGEST ""
#endif

Napi::Object make_patches(Napi::Env env) {
    Napi::Object patches = Napi::Object::New(env);
    patches.Set("count", ZMQ_NAPI_PATCH_COUNT);
    patches.Set("digest", ZMQ_NAPI_PATCH_DIGEST);
    return patches;
}

Napi::Value has(const Napi::CallbackInfo& info) {
    const std::string capability = info[0].As<Napi::String>();
    return Napi::Boolean::New(info.Env(), zmq_has(capability.c_str()) != 0);
}

/// Makes a binding, and the object of its exports, which owns it.
Napi::Object make_exports(Napi::Env env, Environment& environment) {
    Napi::Object exports = Napi::Object::New(env);
    auto owner = std::make_unique<std::shared_ptr<Binding>>(environment.make_binding(env));
    Binding& binding = **owner;
    const auto finalize = [](napi_env, void* data, void*) {
        const std::unique_ptr<std::shared_ptr<Binding>> owned(static_cast<std::shared_ptr<Binding>*>(data));
    };
    if (napi_wrap(env, exports, owner.get(), finalize, nullptr, nullptr) == napi_ok) static_cast<void>(owner.release());
    exports.Set("constants", make_constants(env));
    exports.Set("shared", environment.shared());
    exports.Set("version", version());
    exports.Set("patches", make_patches(env));
#ifdef ZMQ_NAPI_VENDORED_LIBZMQ
    exports.Set("vendored", true);
#else
    exports.Set("vendored", false);
#endif
    // These symbols are of Node's own realm. The package may have been evaluated in another one, which lacks them.
    const Napi::Value symbol = env.Global().Get("Symbol");
    if (symbol.IsFunction()) {
        exports.Set("dispose", symbol.As<Napi::Object>().Get("dispose"));
        exports.Set("asyncDispose", symbol.As<Napi::Object>().Get("asyncDispose"));
    }
    add<has>(exports, binding, "has");
    export_errors(exports, binding);
    export_loop(exports, binding);
    export_contexts(exports, binding);
    export_sockets(exports, binding);
    export_listeners(exports, binding);
    export_monitors(exports, binding);
    export_options(exports, binding);
    export_send(exports, binding);
    export_send_packed(exports, binding);
    export_send_to(exports, binding);
    export_drafts(exports, binding);
    export_receive(exports, binding);
    export_metadata(exports, binding);
    export_memory(exports, binding);
    export_curve(exports, binding);
    export_poll(exports, binding);
    export_descriptors(exports, binding);
    export_proxies(exports, binding);
#ifdef ZMQ_NAPI_DELIBERATE_FAULTS
    export_deliberate_faults(exports, binding);
#endif
    return exports;
}

/// createBinding()
Napi::Value create_binding(const Napi::CallbackInfo& info) {
    return make_exports(info.Env(), *static_cast<Environment*>(info.Data()));
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
    prepare_exit();
    Environment* const environment = Environment::of_thread(env);
    if (environment == nullptr) return exports;
    const auto reset = [](void* data) {
        // Does nothing if the environment of the thread has ended before.
        Environment::reset_bindings(static_cast<napi_env>(data));
    };
    napi_add_env_cleanup_hook(env, reset, static_cast<napi_env>(env));
    exports.Set("createBinding", Napi::Function::New<create_binding>(env, "createBinding", environment));
    return exports;
}

}  // namespace

}  // namespace zmq_napi::node

namespace {
Napi::Object initialise(Napi::Env env, Napi::Object exports) { return zmq_napi::node::initialise(env, exports); }
}  // namespace

NODE_API_MODULE(zmq_napi, initialise)
