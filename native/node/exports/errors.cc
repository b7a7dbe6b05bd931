#include <napi.h>
#include <zmq.h>

#include <array>
#include <cerrno>
#include <utility>

#include "node/exports/exports.h"

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
        ERRNO(EMTHREAD),        ERRNO(ENFILE),      ERRNO(EPIPE),         ERRNO(EPROTO),         ERRNO(EPROTOTYPE),
    };
#undef ERRNO
    Napi::Object errnos = Napi::Object::New(env);
    for (const auto& [name, number] : kErrnos) errnos.Set(name, Napi::Number::New(env, number));
    return errnos;
}

/// strerror(code)
Napi::Value error_text(const Napi::CallbackInfo& info) {
    return Napi::String::New(info.Env(), zmq_strerror(info[0].As<Napi::Number>().Int32Value()));
}

/// setErrorFactory(factory)
Napi::Value set_error_factory(const Napi::CallbackInfo& info) {
    set_hook(info, Binding::kMakeError, 0);
    return {};
}

}  // namespace

void export_errors(Napi::Object exports, Binding& binding) {
    exports.Set("errnos", make_errnos(exports.Env()));
    add<error_text>(exports, binding, "strerror");
    add<set_error_factory>(exports, binding, "setErrorFactory");
}

}  // namespace zmq_napi::node
