#include <chrono>
#include <cstdint>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "node/exports/exports.h"
#include "zmq/listeners.h"

namespace zmq_napi::node {

namespace {

/// Reads arguments 0 and 1: an address, and a descriptor or -1.
zmq::Listener wanted(const Napi::CallbackInfo& info) {
    return {info[0].As<Napi::String>(), info[1].As<Napi::Number>().Int32Value()};
}

std::chrono::milliseconds timeout(const Napi::CallbackInfo& info) {
    return std::chrono::milliseconds(info[2].As<Napi::Number>().Int64Value());
}

/// awaitClosed(address, descriptor, milliseconds)
Napi::Value await_closed(const Napi::CallbackInfo& info) {
    zmq::listeners::await_closed(wanted(info), timeout(info));
    return {};
}

/// whenClosed(address, descriptor, milliseconds, done)
Napi::Value when_closed(const Napi::CallbackInfo& info) {
    Binding& binding = Binding::of(info);
    zmq::Listener listener = wanted(info);
    if (!zmq::listeners::closing(listener)) return Napi::Boolean::New(info.Env(), false);
    const std::shared_ptr<JsThreadQueue> queue = binding.environment().loop().queue();
    const std::uint32_t callback = binding.store_callback(info[3].As<Napi::Function>());
    try {
        // The thread ends by itself, at the latest after the time-out, and uses nothing that this thread owns.
        std::thread([listener, milliseconds = timeout(info), invoke = binding.callback_invoker(callback, queue, true)] {
            zmq::listeners::await_closed(listener, milliseconds);
            invoke();
        }).detach();
    } catch (const std::system_error&) {
        // The process can start no thread.
        binding.drop_callback(callback);
        zmq::listeners::await_closed(listener, timeout(info));
        return Napi::Boolean::New(info.Env(), false);
    }
    queue->hold();
    return Napi::Boolean::New(info.Env(), true);
}

/// hasDescriptor(descriptor)
Napi::Value has_descriptor(const Napi::CallbackInfo& info) {
    return Napi::Boolean::New(info.Env(), zmq::listeners::has_descriptor(info[0].As<Napi::Number>().Int32Value()));
}

}  // namespace

void export_listeners(Napi::Object exports, Binding& binding) {
    add<await_closed>(exports, binding, "awaitClosed");
    add<when_closed>(exports, binding, "whenClosed");
    add<has_descriptor>(exports, binding, "hasDescriptor");
}

}  // namespace zmq_napi::node
