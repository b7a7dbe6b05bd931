#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "node/exports/exports.h"
#include "node/message/packed_messages.h"
#include "node/socket/packed_sending.h"
#include "node/socket/sending.h"

namespace zmq_napi::node {

namespace {

/// setPackedMemory(table, bytes)
napi_value set_packed_memory(napi_env env, napi_callback_info info) {
    const RawCall<2> call(env, info);
    Packing& packing = call.binding().packing;
    packing.table = call.table(0);
    void* bytes = nullptr;
    napi_get_typedarray_info(env, call[1], nullptr, &packing.size, &bytes, nullptr, nullptr);
    packing.bytes = static_cast<const char*>(bytes);
    return nullptr;
}

/// sendPacked(socket, unpacked, mode)
napi_value send_packed(napi_env env, napi_callback_info info) {
    const RawCall<3> call(env, info);
    const Packing& packing = call.binding().packing;
    if (packing.table.size < PackedMessages::kTableHeader) return call.result(EINVAL);
    PackedMessages messages(packing);
    std::int32_t* const table = packing.table.rows;
    table[PackedMessages::kTableCount] = 0;
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);
    if (!messages.fits(packing)) return call.result(EINVAL);
    if (const int code = messages.read_unpacked(env, call[1], table[PackedMessages::kTableFailed])) {
        return call.result(code);
    }

    Outbound rest;
    const SendMode mode = effective_mode(*entry, call.number(2));
    if (mode == SendMode::kTry && !entry->outbound.empty()) return call.result(EAGAIN);
    int code = EAGAIN;
    if (mode != SendMode::kQueue) {
        code = send_packed(*entry, messages, rest.sent);
        table[PackedMessages::kTableCount] = rest.sent;
        if (!may_wait(*entry, code) || mode == SendMode::kTry) return call.result(code);
    }
    if (const zmq::Error error = messages.move_rest(rest.parts)) return call.result(error.code);
    entry->outbound.push_back(std::move(rest));
    return call.result(code);
}

}  // namespace

void export_send_packed(Napi::Object exports, Binding& binding) {
    add_raw<set_packed_memory>(exports, binding, "setPackedMemory");
    add_raw<send_packed>(exports, binding, "sendPacked");
}

}  // namespace zmq_napi::node
