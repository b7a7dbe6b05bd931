#include <cstdint>

#include "node/exports/exports.h"
#include "zmq/socket.h"

namespace zmq_napi::node {

namespace {

/// watchDescriptor(descriptor, interest)
Napi::Value watch_descriptor(const Napi::CallbackInfo& info) {
    WatchId id = 0;
    Binding& binding = Binding::of(info);
    const auto descriptor = static_cast<zmq::Descriptor>(info[0].As<Napi::Number>().Int32Value());
    const std::uint32_t interest = info[1].As<Napi::Number>().Uint32Value();
    const zmq::Error error = binding.environment().loop().watch_once(binding, descriptor, interest, id);
    // Every number of a watched descriptor has a bit that no errno has.
    return Napi::Number::New(info.Env(), error ? static_cast<WatchId>(error.code) : id);
}

/// unwatchDescriptor(id)
napi_value unwatch_descriptor(napi_env env, napi_callback_info info) {
    const RawCall<1> call(env, info);
    call.environment().loop().unwatch(call.number(0));
    return nullptr;
}

}  // namespace

void export_descriptors(Napi::Object exports, Binding& binding) {
    add<watch_descriptor>(exports, binding, "watchDescriptor");
    add_raw<unwatch_descriptor>(exports, binding, "unwatchDescriptor");
}

}  // namespace zmq_napi::node
