#include <cstdint>

#include "node/exports/exports.h"

namespace zmq_napi::node {

namespace {

/// monitor(socket, reader, events, version)
Napi::Value monitor(const Napi::CallbackInfo& info) {
    SocketEntry* const entry = socket_or_throw(info, "zmq_socket_monitor");
    if (entry == nullptr) return {};
    SocketEntry* const reader = socket_or_throw(info, "zmq_socket_monitor", 1);
    if (reader == nullptr) return {};
    const auto events = static_cast<std::uint64_t>(info[2].As<Napi::Number>().Int64Value());
    const int version = info[3].As<Napi::Number>().Int32Value();
    Environment& environment = Environment::of(info);
    if (const zmq::Error error = environment.monitor(*entry, *reader, events, version)) {
        Binding::of(info).throw_error(info.Env(), error);
    }
    return {};
}

Napi::Value stop_monitor(const Napi::CallbackInfo& info) {
    Environment& environment = Environment::of(info);
    SocketEntry* const entry = environment.find(info[0].As<Napi::Number>().Uint32Value());
    if (entry != nullptr) environment.stop_monitor(*entry);
    return {};
}

Napi::Value request_pipe_statistics(const Napi::CallbackInfo& info) {
    SocketEntry* const entry = socket_or_throw(info, "zmq_socket_monitor_pipes_stats");
    if (entry == nullptr) return {};
    if (const zmq::Error error = entry->socket.request_pipe_statistics()) {
        Binding::of(info).throw_error(info.Env(), error);
    }
    return {};
}

}  // namespace

void export_monitors(Napi::Object exports, Binding& binding) {
    exports.Set("monitorReader", Napi::Number::New(exports.Env(), zmq::Socket::kMonitorReader));
    add<monitor>(exports, binding, "monitor");
    add<stop_monitor>(exports, binding, "stopMonitor");
    add<request_pipe_statistics>(exports, binding, "requestPipeStatistics");
}

}  // namespace zmq_napi::node
