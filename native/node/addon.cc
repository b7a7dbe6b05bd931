#include <napi.h>

#include <array>
#include <cerrno>
#include <string>
#include <utility>

#include "node/constants.h"
#include "node/environment.h"
#include "node/exit.h"
#include "node/exports.h"

namespace zmq_napi::node {

namespace {

Napi::Object make_errnos(Napi::Env env) {
#define ERRNO(name) \
    std::pair { #name, name }
    constexpr std::array kErrnos{
        ERRNO(EACCES),          ERRNO(EADDRINUSE),  ERRNO(EADDRNOTAVAIL), ERRNO(EAFNOSUPPORT),   ERRNO(EAGAIN),
        ERRNO(EBADF),           ERRNO(EBUSY),       ERRNO(ECONNABORTED),  ERRNO(ECONNREFUSED),   ERRNO(ECONNRESET),
        ERRNO(ECANCELED),       ERRNO(EFAULT),      ERRNO(EHOSTUNREACH),  ERRNO(EINPROGRESS),    ERRNO(EINTR),
        ERRNO(EINVAL),          ERRNO(EMFILE),      ERRNO(EMSGSIZE),      ERRNO(ENAMETOOLONG),   ERRNO(ENETDOWN),
        ERRNO(ENETRESET),       ERRNO(ENETUNREACH), ERRNO(ENOBUFS),       ERRNO(ENODEV),         ERRNO(ENOENT),
        ERRNO(ENOMEM),          ERRNO(ENOTCONN),    ERRNO(ENOTSOCK),      ERRNO(ENOTSUP),        ERRNO(EPERM),
        ERRNO(EPROTONOSUPPORT), ERRNO(ETIMEDOUT),   ERRNO(EFSM),          ERRNO(ENOCOMPATPROTO), ERRNO(ETERM),
        ERRNO(EMTHREAD),        ERRNO(ENFILE),      ERRNO(EPIPE),         ERRNO(EPROTO),
    };
#undef ERRNO
    Napi::Object errnos = Napi::Object::New(env);
    for (const auto& [name, number] : kErrnos) errnos.Set(name, Napi::Number::New(env, number));
    return errnos;
}

std::string version() {
    int major = 0;
    int minor = 0;
    int patch = 0;
    zmq_version(&major, &minor, &patch);
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

Napi::Value error_text(const Napi::CallbackInfo& info) {
    return Napi::String::New(info.Env(), zmq_strerror(info[0].As<Napi::Number>().Int32Value()));
}

Napi::Value has(const Napi::CallbackInfo& info) {
    const std::string capability = info[0].As<Napi::String>();
    return Napi::Boolean::New(info.Env(), zmq_has(capability.c_str()) != 0);
}

Napi::Value set_error_factory(const Napi::CallbackInfo& info) {
    Environment::of(info).set_error_factory(info[0].As<Napi::Function>());
    return {};
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
    prepare_exit();
    Environment* const environment = Environment::create(env);
    if (environment == nullptr) return exports;
    exports.Set("constants", make_constants(env));
    exports.Set("errnos", make_errnos(env));
    exports.Set("version", version());
#ifdef ZMQ_NAPI_VENDORED_LIBZMQ
    exports.Set("vendored", true);
#else
    exports.Set("vendored", false);
#endif
    add<error_text>(exports, *environment, "strerror");
    add<has>(exports, *environment, "has");
    add<set_error_factory>(exports, *environment, "setErrorFactory");
    export_contexts(exports, *environment);
    export_sockets(exports, *environment);
    export_listeners(exports, *environment);
    export_monitors(exports, *environment);
    export_options(exports, *environment);
    export_send(exports, *environment);
    export_send_packed(exports, *environment);
    export_send_tagged(exports, *environment);
    export_drafts(exports, *environment);
    export_receive(exports, *environment);
    export_labels(exports, *environment);
    export_curve(exports, *environment);
    export_poll(exports, *environment);
    export_proxies(exports, *environment);
#ifdef ZMQ_NAPI_SEEDS
    export_seeds(exports, *environment);
#endif
    return exports;
}

}  // namespace

}  // namespace zmq_napi::node

namespace {
Napi::Object initialise(Napi::Env env, Napi::Object exports) { return zmq_napi::node::initialise(env, exports); }
}  // namespace

NODE_API_MODULE(zmq_napi, initialise)
