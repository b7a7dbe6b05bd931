#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "node/exports/exports.h"
#include "node/message/external_memory.h"
#include "node/socket/receiving.h"
#include "zmq/part.h"

namespace zmq_napi::node {

namespace {

/// allocUnsafe(size)
napi_value alloc_unsafe(napi_env env, napi_callback_info info) {
    const RawCall<1> call(env, info);
    double size = 0;
    napi_get_value_double(env, call[0], &size);
    zmq::Part memory;
    if (memory.allocate(static_cast<std::size_t>(size))) return nullptr;
    return to_array_buffer(env, std::move(memory));
}

/// memoryInUse(memory)
napi_value memory_in_use(napi_env env, napi_callback_info info) {
    const RawCall<1> call(env, info);
    napi_value made = nullptr;
    napi_get_boolean(env, is_in_use(env, call[0]), &made);
    return made;
}

/// whenFree(memory, done)
Napi::Value when_free(const Napi::CallbackInfo& info) {
    Binding& binding = Binding::of(info);
    if (!is_in_use(info.Env(), info[0])) return {};
    const std::shared_ptr<JsThreadQueue> queue = binding.environment().loop().queue();
    const std::uint32_t callback = binding.store_callback(info[1].As<Napi::Function>());
    // Before the notice can be called, which another thread may do at once.
    queue->hold();
    const std::uint32_t number = node::when_free(info.Env(), info[0], binding.callback_invoker(callback, queue, true));
    if (number == 0) {
        queue->release();
        binding.drop_callback(callback);
        return {};
    }
    Napi::Array notice = Napi::Array::New(info.Env(), 2);
    notice.Set(0U, number);
    notice.Set(1U, callback);
    return notice;
}

/// cancelWhenFree(notice, callback)
Napi::Value cancel_when_free(const Napi::CallbackInfo& info) {
    Binding& binding = Binding::of(info);
    // Otherwise the callback is under way, and ends the hold.
    if (!cancel_notice(info[0].As<Napi::Number>().Uint32Value())) return {};
    binding.drop_callback(info[1].As<Napi::Number>().Uint32Value());
    binding.environment().loop().queue()->release();
    return {};
}

/// setLongestPart(size)
napi_value set_longest_part(napi_env env, napi_callback_info info) {
    const RawCall<1> call(env, info);
    double size = 0;
    napi_get_value_double(env, call[0], &size);
    longest_part = static_cast<std::size_t>(size);
    return nullptr;
}

}  // namespace

void export_memory(Napi::Object exports, Binding& binding) {
    add_raw<alloc_unsafe>(exports, binding, "allocUnsafe");
    add_raw<memory_in_use>(exports, binding, "memoryInUse");
    add<when_free>(exports, binding, "whenFree");
    add<cancel_when_free>(exports, binding, "cancelWhenFree");
    add_raw<set_longest_part>(exports, binding, "setLongestPart");
}

}  // namespace zmq_napi::node
