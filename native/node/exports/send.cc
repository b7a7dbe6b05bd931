#include <cerrno>
#include <cstdint>
#include <utility>

#include "node/exports/exports.h"
#include "node/message/part.h"
#include "node/socket/sending.h"

namespace zmq_napi::node {

namespace {

/// send(socket, part, mode)
napi_value send(napi_env env, napi_callback_info info) {
    const RawCall<3> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);

    zmq::Part part;
    if (const int code = read_part(env, call[1], part)) return call.result(code);
    const SendMode mode = effective_mode(*entry, call.number(2));
    if (mode == SendMode::kTry && !entry->outbound.empty()) return call.result(EAGAIN);
    int code = EAGAIN;
    if (mode != SendMode::kQueue) {
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
    const RawCall<3> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);
    const Table table = call.table(1);
    if (table.size < 2) return call.result(EINVAL);
    Progress progress;
    const int code = flush(*entry, progress, static_cast<int>(call.number(2)));
    table.rows[0] = progress.operations;
    table.rows[1] = progress.sent;
    return call.result(code);
}

/// cancelSend(socket, index)
napi_value cancel_send(napi_env env, napi_callback_info info) {
    const RawCall<2> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);
    const std::uint32_t index = call.number(1);
    if (index >= entry->outbound.size()) return call.result(ENOENT);
    entry->outbound.erase(entry->outbound.begin() + index);
    return call.result(0);
}

}  // namespace

void export_send(Napi::Object exports, Binding& binding) {
    add_raw<send>(exports, binding, "send");
    add_raw<flush>(exports, binding, "flush");
    add_raw<cancel_send>(exports, binding, "cancelSend");
}

}  // namespace zmq_napi::node
