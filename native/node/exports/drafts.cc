#include <cstdint>
#include <string>

#include "node/exports/exports.h"

namespace zmq_napi::node {

namespace {

template <zmq::Error (zmq::Socket::*method)(const char*) noexcept>
Napi::Value with_group(const Napi::CallbackInfo& info, const char* syscall) {
    SocketEntry* const entry = socket_or_throw(info, syscall);
    if (entry == nullptr) return {};
    const auto bytes = info[1].As<Napi::Uint8Array>();
    const std::string group(reinterpret_cast<const char*>(bytes.Data()), bytes.ByteLength());
    if (const zmq::Error error = (entry->socket.*method)(group.c_str())) {
        Binding::of(info).throw_error(info.Env(), error);
    }
    return {};
}

/// join(socket, group)
Napi::Value join(const Napi::CallbackInfo& info) { return with_group<&zmq::Socket::join>(info, "zmq_join"); }

/// leave(socket, group)
Napi::Value leave(const Napi::CallbackInfo& info) { return with_group<&zmq::Socket::leave>(info, "zmq_leave"); }

/// connectPeer(socket, address)
Napi::Value connect_peer(const Napi::CallbackInfo& info) {
    SocketEntry* const entry = socket_or_throw(info, "zmq_connect_peer");
    if (entry == nullptr) return {};
    const std::string address = info[1].As<Napi::String>();
    std::uint32_t routing_id = 0;
    if (const zmq::Error error = entry->socket.connect_peer(address.c_str(), routing_id)) {
        Binding::of(info).throw_error(info.Env(), error, &address);
        return {};
    }
    return Napi::Number::New(info.Env(), routing_id);
}

/// disconnectPeer(socket, routingId)
Napi::Value disconnect_peer(const Napi::CallbackInfo& info) {
    SocketEntry* const entry = socket_or_throw(info, "zmq_disconnect_peer");
    if (entry == nullptr) return {};
    const std::uint32_t routing_id = info[1].As<Napi::Number>().Uint32Value();
    if (const zmq::Error error = entry->socket.disconnect_peer(routing_id)) {
        Binding::of(info).throw_error(info.Env(), error);
    }
    return {};
}

}  // namespace

void export_drafts(Napi::Object exports, Binding& binding) {
    add<join>(exports, binding, "join");
    add<leave>(exports, binding, "leave");
    add<connect_peer>(exports, binding, "connectPeer");
    add<disconnect_peer>(exports, binding, "disconnectPeer");
}

}  // namespace zmq_napi::node
