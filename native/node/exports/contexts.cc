#include <cerrno>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "node/exports/exports.h"

namespace zmq_napi::node {

namespace {

Napi::Value claim(const Napi::CallbackInfo& info, std::shared_ptr<SharedContext> context, zmq::Error error) {
    Binding& binding = Binding::of(info);
    if (error) {
        binding.throw_error(info.Env(), error);
        return {};
    }
    const ContextId id = context->id();
    binding.claim(std::move(context));
    return Napi::Number::New(info.Env(), id);
}

/// The context whose number is argument 0. Throws a JavaScript error, and returns null, if it was freed.
std::shared_ptr<SharedContext> context_or_throw(const Napi::CallbackInfo& info, const char* syscall) {
    Binding& binding = Binding::of(info);
    auto context = binding.context(info[0].As<Napi::Number>().Uint32Value());
    if (context == nullptr) binding.throw_error(info.Env(), {EFAULT, syscall});
    return context;
}

Napi::Value context_default(const Napi::CallbackInfo& info) {
    zmq::Error error;
    auto context = SharedContext::process_default(error);
    return claim(info, std::move(context), error);
}

Napi::Value context_new(const Napi::CallbackInfo& info) {
    zmq::Error error;
    auto context = SharedContext::create(error);
    return claim(info, std::move(context), error);
}

Napi::Value context_attach(const Napi::CallbackInfo& info) {
    zmq::Error error;
    auto context = SharedContext::find(info[0].As<Napi::Number>().Uint32Value(), error);
    if (error) return Napi::Number::New(info.Env(), error.code);
    Binding::of(info).claim(std::move(context));
    return {};
}

Napi::Value context_terminated(const Napi::CallbackInfo& info) {
    const auto context = context_or_throw(info, "zmq_ctx_get");
    return context == nullptr ? Napi::Value() : Napi::Boolean::New(info.Env(), context->terminated());
}

Napi::Value process_key(const Napi::CallbackInfo& info) {
    return Napi::String::New(info.Env(), SharedContext::process_key());
}

Napi::Value context_get_int32(const Napi::CallbackInfo& info) {
    const auto context = context_or_throw(info, "zmq_ctx_get");
    if (context == nullptr) return {};
    int value = 0;
    if (const zmq::Error error = context->get(info[1].As<Napi::Number>().Int32Value(), value)) {
        Binding::of(info).throw_error(info.Env(), error);
        return {};
    }
    return Napi::Number::New(info.Env(), value);
}

Napi::Value context_set_int32(const Napi::CallbackInfo& info) {
    const auto context = context_or_throw(info, "zmq_ctx_set");
    if (context == nullptr) return {};
    const int option = info[1].As<Napi::Number>().Int32Value();
    if (const zmq::Error error = context->set(option, info[2].As<Napi::Number>().Int32Value())) {
        Binding::of(info).throw_error(info.Env(), error);
    }
    return {};
}

Napi::Value context_get_bytes(const Napi::CallbackInfo& info) {
    const auto context = context_or_throw(info, "zmq_ctx_get_ext");
    if (context == nullptr) return {};
    std::string value;
    if (const zmq::Error error = context->get(info[1].As<Napi::Number>().Int32Value(), value)) {
        Binding::of(info).throw_error(info.Env(), error);
        return {};
    }
    return Napi::Buffer<char>::Copy(info.Env(), value.data(), value.size());
}

Napi::Value context_set_bytes(const Napi::CallbackInfo& info) {
    const auto context = context_or_throw(info, "zmq_ctx_set_ext");
    if (context == nullptr) return {};
    const auto value = info[2].As<Napi::Uint8Array>();
    const int option = info[1].As<Napi::Number>().Int32Value();
    if (const zmq::Error error = context->set(option, value.Data(), value.ByteLength())) {
        Binding::of(info).throw_error(info.Env(), error);
    }
    return {};
}

Napi::Value context_get_exit_linger(const Napi::CallbackInfo& info) {
    const auto context = context_or_throw(info, "zmq_ctx_get");
    return context == nullptr ? Napi::Value() : Napi::Number::New(info.Env(), context->exit_linger);
}

Napi::Value context_set_exit_linger(const Napi::CallbackInfo& info) {
    const auto context = context_or_throw(info, "zmq_ctx_set");
    if (context != nullptr) context->exit_linger = info[1].As<Napi::Number>().Int32Value();
    return {};
}

Napi::Value context_keeps_alive(const Napi::CallbackInfo& info) {
    const auto context = context_or_throw(info, "zmq_ctx_get");
    if (context != nullptr) context->lingering().process_kept_alive_since(Lingering::Clock::now());
    return {};
}

Napi::Value context_shutdown(const Napi::CallbackInfo& info) {
    const auto context = context_or_throw(info, "zmq_ctx_shutdown");
    if (context == nullptr) return {};
    if (const zmq::Error error = context->shutdown()) Binding::of(info).throw_error(info.Env(), error);
    return {};
}

Napi::Value context_term(const Napi::CallbackInfo& info) {
    const auto context = context_or_throw(info, "zmq_ctx_term");
    if (context == nullptr) return {};
    Binding& binding = Binding::of(info);
    const std::uint32_t number = binding.store_callback(info[1].As<Napi::Function>());
    bool ended = false;
    const zmq::Error error =
        context->terminate(binding.callback_invoker(number, binding.environment().loop().queue()), ended);
    if (error || ended) binding.drop_callback(number);
    if (error) {
        binding.throw_error(info.Env(), error);
        return {};
    }
    return Napi::Boolean::New(info.Env(), !ended);
}

Napi::Value context_release(const Napi::CallbackInfo& info) {
    Binding::of(info).release_claim(info[0].As<Napi::Number>().Uint32Value());
    return {};
}

}  // namespace

void export_contexts(Napi::Object exports, Binding& binding) {
    add<context_default>(exports, binding, "contextDefault");
    add<context_new>(exports, binding, "contextNew");
    add<context_attach>(exports, binding, "contextAttach");
    add<context_terminated>(exports, binding, "contextTerminated");
    add<process_key>(exports, binding, "processKey");
    add<context_get_int32>(exports, binding, "contextGetInt32");
    add<context_set_int32>(exports, binding, "contextSetInt32");
    add<context_get_bytes>(exports, binding, "contextGetBytes");
    add<context_set_bytes>(exports, binding, "contextSetBytes");
    add<context_get_exit_linger>(exports, binding, "contextGetExitLinger");
    add<context_set_exit_linger>(exports, binding, "contextSetExitLinger");
    add<context_keeps_alive>(exports, binding, "contextKeepsAlive");
    add<context_shutdown>(exports, binding, "contextShutdown");
    add<context_term>(exports, binding, "contextTerm");
    add<context_release>(exports, binding, "contextRelease");
}

}  // namespace zmq_napi::node
