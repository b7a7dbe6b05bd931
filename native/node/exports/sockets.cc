#include <cerrno>
#include <cstddef>
#include <string>

#include "node/exports/exports.h"

namespace zmq_napi::node {

SocketEntry* socket_or_throw(const Napi::CallbackInfo& info, const char* syscall, std::size_t index) {
    Environment& environment = Environment::of(info);
    SocketEntry* const entry = environment.find(info[index].As<Napi::Number>().Uint32Value());
    if (entry == nullptr) Binding::of(info).throw_error(info.Env(), {ENOTSOCK, syscall});
    return entry;
}

namespace {

Napi::Value socket_open(const Napi::CallbackInfo& info) {
    Binding& binding = Binding::of(info);
    const auto context = binding.context(info[0].As<Napi::Number>().Uint32Value());
    const int type = info[1].As<Napi::Number>().Int32Value();
    SocketId id = 0;
    const zmq::Error error =
        context == nullptr ? zmq::Error{EFAULT, "zmq_socket"} : binding.environment().open(binding, context, type, id);
    if (error) {
        binding.throw_error(info.Env(), error);
        return {};
    }
    return Napi::Number::New(info.Env(), id);
}

Napi::Value socket_close(const Napi::CallbackInfo& info) {
    Environment::of(info).close(info[0].As<Napi::Number>().Uint32Value());
    return {};
}

template <zmq::Error (zmq::Socket::*method)(const char*) noexcept>
Napi::Value with_address(const Napi::CallbackInfo& info, const char* syscall) {
    SocketEntry* const entry = socket_or_throw(info, syscall);
    if (entry == nullptr) return {};
    const std::string address = info[1].As<Napi::String>();
    if (const zmq::Error error = (entry->socket.*method)(address.c_str())) {
        Binding::of(info).throw_error(info.Env(), error, &address);
    }
    return {};
}

Napi::Value bind(const Napi::CallbackInfo& info) { return with_address<&zmq::Socket::bind>(info, "zmq_bind"); }

Napi::Value unbind(const Napi::CallbackInfo& info) { return with_address<&zmq::Socket::unbind>(info, "zmq_unbind"); }

Napi::Value connect(const Napi::CallbackInfo& info) { return with_address<&zmq::Socket::connect>(info, "zmq_connect"); }

Napi::Value disconnect(const Napi::CallbackInfo& info) {
    return with_address<&zmq::Socket::disconnect>(info, "zmq_disconnect");
}

Napi::Value events(const Napi::CallbackInfo& info) {
    SocketEntry* const entry = socket_or_throw(info, "zmq_getsockopt");
    if (entry == nullptr) return {};
    int mask = 0;
    if (const zmq::Error error = entry->socket.events(mask)) {
        Binding::of(info).throw_error(info.Env(), error);
        return {};
    }
    if (entry->has_received()) mask |= ZMQ_POLLIN;
    return Napi::Number::New(info.Env(), mask);
}

/// hasPeer(socket, routingId)
Napi::Value has_peer(const Napi::CallbackInfo& info) {
    SocketEntry* const entry = socket_or_throw(info, "zmq_socket_get_peer_state");
    if (entry == nullptr) return {};
    // Has libzmq handle what peers have signalled, such as that they have connected or disconnected.
    int mask = 0;
    static_cast<void>(entry->socket.events(mask));
    const auto routing_id = info[1].As<Napi::Uint8Array>();
    return Napi::Boolean::New(info.Env(), entry->socket.has_peer(routing_id.Data(), routing_id.ByteLength()));
}

Napi::Value to_value(Napi::Env env, const Traffic& traffic) {
    Napi::Object made = Napi::Object::New(env);
    made.Set("messages", Napi::Number::New(env, static_cast<double>(traffic.messages)));
    made.Set("bytes", Napi::Number::New(env, static_cast<double>(traffic.bytes)));
    return made;
}

/// traffic(socket)
Napi::Value traffic(const Napi::CallbackInfo& info) {
    SocketEntry* const entry = socket_or_throw(info, "zmq_socket");
    if (entry == nullptr) return {};
    Napi::Object made = Napi::Object::New(info.Env());
    made.Set("sent", to_value(info.Env(), entry->sent));
    made.Set("received", to_value(info.Env(), entry->received));
    return made;
}

/// watch(socket, interest)
napi_value watch(napi_env env, napi_callback_info info) {
    const RawCall<2> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);
    return call.result(call.environment().loop().watch(*entry, call.number(1)).code);
}

}  // namespace

void export_sockets(Napi::Object exports, Binding& binding) {
    add<socket_open>(exports, binding, "socketOpen");
    add<socket_close>(exports, binding, "socketClose");
    add<bind>(exports, binding, "bind");
    add<unbind>(exports, binding, "unbind");
    add<connect>(exports, binding, "connect");
    add<disconnect>(exports, binding, "disconnect");
    add<events>(exports, binding, "events");
    add<has_peer>(exports, binding, "hasPeer");
    add<traffic>(exports, binding, "traffic");
    add_raw<watch>(exports, binding, "watch");
}

}  // namespace zmq_napi::node
