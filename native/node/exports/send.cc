#include <cerrno>

#include "node/exports/exports.h"
#include "node/message/part.h"
#include "node/socket/sending.h"

namespace zmq_napi::node {

namespace {

/// send(socket, part, mode)
napi_value send(napi_env env, napi_callback_info info) {
    const HotCall<3> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);

    core::Message part;
    if (const int code = read_part(env, call[1], part)) return call.result(code);
    const SendMode mode = effective_mode(*entry, call.number(2));
    if (mode == SendMode::kTry && !entry->outbound.empty()) return call.result(EAGAIN);
    int code = EAGAIN;
    if (mode != SendMode::kKeep) {
        code = send_single(*entry, part);
        if (!may_wait(*entry, code) || mode == SendMode::kTry) return call.result(code);
    }
    Outbound rest;
    rest.parts.push_back({std::move(part), false});
    entry->outbound.push_back(std::move(rest));
    return call.result(code);
}

/// flush(socket, progress, milliseconds)
napi_value flush(napi_env env, napi_callback_info info) {
    const HotCall<3> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);
    const Table progress = call.table(1);
    if (progress.size < 2) return call.result(EINVAL);
    Progress made;
    const int code = flush(*entry, made, static_cast<int>(call.number(2)));
    progress.rows[0] = made.operations;
    progress.rows[1] = made.sent;
    return call.result(code);
}

/// cancelSend(socket, index)
napi_value cancel_send(napi_env env, napi_callback_info info) {
    const HotCall<2> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);
    const std::uint32_t index = call.number(1);
    if (index >= entry->outbound.size()) return call.result(ENOENT);
    entry->outbound.erase(entry->outbound.begin() + index);
    return call.result(0);
}

}  // namespace

void export_send(Napi::Object exports, Facade& facade) {
    add_hot<send>(exports, facade, "send");
    add_hot<flush>(exports, facade, "flush");
    add_hot<cancel_send>(exports, facade, "cancelSend");
}

}  // namespace zmq_napi::node
