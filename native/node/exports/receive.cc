#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "node/exports/exports.h"
#include "node/socket/receiving.h"

namespace zmq_napi::node {

namespace {

/// receive(socket, limit, table, milliseconds)
napi_value receive(napi_env env, napi_callback_info info) {
    const RawCall<4> call(env, info);
    const Table table = call.table(2);
    if (table.size < ReceivedBatch::kTableHeader) return nullptr;
    std::int32_t& messages = table.rows[ReceivedBatch::kTableMessages];
    std::int32_t& code = table.rows[ReceivedBatch::kTableCode];
    messages = 0;
    code = 0;
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) {
        code = ENOTSOCK;
        return nullptr;
    }

    const auto limit = static_cast<std::int32_t>(call.number(1));
    // With a limit of 0, only a message that is held over is requested.
    if (entry->deferred_error != 0 && limit > 0) {
        code = std::exchange(entry->deferred_error, 0);
        return nullptr;
    }
    ReceivedBatch batch(call.environment().scratch, table);
    code = receive_messages(*entry, batch, limit, static_cast<int>(call.number(3)), messages);
    if (messages > 0) {
        if (code == EMSGSIZE) entry->deferred_error = code;
        return batch.to_value(env);
    }
    if (code == ENOBUFS) messages = -static_cast<std::int32_t>(entry->held_over.size());
    return nullptr;
}

/// receiveInto(socket, memory, envelope, milliseconds)
napi_value receive_into(napi_env env, napi_callback_info info) {
    const RawCall<4> call(env, info);
    const auto number = [env](std::int64_t value) {
        napi_value made = nullptr;
        napi_create_int64(env, value, &made);
        return made;
    };
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return number(-ENOTSOCK);
    if (entry->deferred_error != 0) return number(-std::exchange(entry->deferred_error, 0));
    TargetMemory memory;
    if (napi_get_buffer_info(env, call[1], &memory.data, &memory.size) != napi_ok) return number(-EINVAL);
    std::size_t size = 0;
    const auto milliseconds = static_cast<int>(call.number(3));
    const int code = receive_into(*entry, memory, call.number(2) != 0, milliseconds, size);
    return number(code == 0 ? static_cast<std::int64_t>(size) : -code);
}

}  // namespace

void export_receive(Napi::Object exports, Binding& binding) {
    add_raw<receive>(exports, binding, "receive");
    add_raw<receive_into>(exports, binding, "receiveInto");
}

}  // namespace zmq_napi::node
