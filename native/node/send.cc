#include <cerrno>
#include <limits>

#include "node/exports.h"
#include "node/outbound.h"
#include "node/part.h"

namespace zmq_napi::node {

namespace {

/// What sendParts returns for something that is an array to JavaScript only, such as a Proxy of one.
constexpr std::int32_t kNoArray = std::numeric_limits<std::int32_t>::min();

/// send(socket, part, mode)
napi_value send(napi_env env, napi_callback_info info) {
    const HotCall<3> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);

    core::Message part;
    if (const int code = read_part(env, call[1], part)) return call.result(code);
    const SendMode mode = effective_mode(*entry, call.number(2));
    if (mode != SendMode::kKeep) {
        const int code = send_single(*entry, part);
        if (code != EAGAIN || mode == SendMode::kTry) return call.result(code);
    }
    entry->outbound.emplace_back().parts.push_back({std::move(part), false});
    return call.result(EAGAIN);
}

/// Copies all parts of an array. 0, an errno, kNoArray, or -1 - index for a part of a wrong type. The array's getters
/// may run any JavaScript.
std::int32_t read_parts(napi_env env, napi_value array, OutboundParts& parts) {
    std::uint32_t count = 0;
    if (napi_get_array_length(env, array, &count) != napi_ok) return kNoArray;
    parts.clear();
    parts.resize(count);
    for (std::uint32_t index = 0; index < count; ++index) {
        napi_value value = nullptr;
        if (napi_get_element(env, array, index, &value) != napi_ok) return -1 - static_cast<std::int32_t>(index);
        const int code = read_part(env, value, parts[index].message);
        if (code == kWrongType) return -1 - static_cast<std::int32_t>(index);
        if (code != 0) return code;
        parts[index].more = index + 1 < count;
    }
    return 0;
}

/// sendParts(socket, parts, mode)
napi_value send_parts(napi_env env, napi_callback_info info) {
    const HotCall<3> call(env, info);
    // Taken, not referred to: a getter that sends would use it too.
    OutboundParts parts = std::move(call.environment().scratch.outbound);
    if (const std::int32_t code = read_parts(env, call[1], parts)) return call.result(code);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);

    const SendMode mode = effective_mode(*entry, call.number(2));
    if (mode != SendMode::kKeep) {
        std::size_t next = 0;
        const int code = send_next(*entry, parts, next);
        if (code != EAGAIN || mode == SendMode::kTry) {
            parts.clear();
            call.environment().scratch.outbound = std::move(parts);
            return call.result(code);
        }
    }
    entry->outbound.emplace_back().parts = std::move(parts);
    return call.result(EAGAIN);
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

void export_send(Napi::Object exports, Environment& environment) {
    add_hot<send>(exports, environment, "send");
    add_hot<send_parts>(exports, environment, "sendParts");
    add_hot<flush>(exports, environment, "flush");
    add_hot<cancel_send>(exports, environment, "cancelSend");
}

}  // namespace zmq_napi::node
