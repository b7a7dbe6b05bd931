#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "node/exports/exports.h"
#include "node/message/part.h"
#include "node/socket/sending.h"

namespace zmq_napi::node {

namespace {

// What sendTo writes: the number of messages that libzmq accepted, and the index of a part that cannot be sent.
constexpr std::size_t kSent = 0;
constexpr std::size_t kFailed = 1;

/// Sets the destination of a message: the peer of this routing id, or the group of these bytes. Returns an errno.
int set_destination(napi_env env, napi_value value, zmq::Part& part) {
    napi_valuetype type = napi_undefined;
    napi_typeof(env, value, &type);
    if (type == napi_number) {
        std::uint32_t routing_id = 0;
        napi_get_value_uint32(env, value, &routing_id);
        return part.set_routing_id(routing_id).code;
    }
    void* data = nullptr;
    std::size_t size = 0;
    if (napi_get_buffer_info(env, value, &data, &size) != napi_ok) return EINVAL;
    const std::string group(static_cast<const char*>(data), size);
    return part.set_group(group.c_str()).code;
}

/// Reads all messages, each of one part. Returns 0; or an errno; or kWrongType or kEmptyOrDetached, and then `failed`
/// becomes the index of the message.
int read_messages(const RawCall<6>& call, napi_env env, OutboundParts& parts, std::int32_t& failed) {
    std::uint32_t count = 0;
    if (napi_get_array_length(env, call[1], &count) != napi_ok) return EINVAL;
    const auto handling = static_cast<Handling>(call.number(4));
    parts.reserve(count);
    for (std::uint32_t index = 0; index < count; ++index) {
        napi_value value = nullptr;
        napi_value destination = nullptr;
        failed = static_cast<std::int32_t>(index);
        if (napi_get_element(env, call[1], index, &value) != napi_ok) return kWrongType;
        if (napi_get_element(env, call[2], index, &destination) != napi_ok) return EINVAL;
        zmq::Part& part = parts.emplace_back().part;
        if (const int code = make_part(env, value, handling, part)) return code;
        if (const int code = set_destination(env, destination, part)) return code;
    }
    return 0;
}

/// sendTo(socket, parts, destinations, mode, handling, progress)
napi_value send_to(napi_env env, napi_callback_info info) {
    const RawCall<6> call(env, info);
    const Table progress = call.table(5);
    if (progress.size < 2) return call.result(EINVAL);
    progress.rows[kSent] = 0;
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);

    Outbound rest;
    if (const int code = read_messages(call, env, rest.parts, progress.rows[kFailed])) return call.result(code);
    const SendMode mode = effective_mode(*entry, call.number(3));
    if (mode == SendMode::kTry && !entry->outbound.empty()) return call.result(EAGAIN);
    if (mode != SendMode::kQueue) {
        int code = 0;
        while (code == 0 && rest.next < rest.parts.size()) {
            code = send_next(*entry, rest.parts, rest.next);
            if (code == 0) ++rest.sent;
        }
        progress.rows[kSent] = rest.sent;
        if (code != EAGAIN || mode == SendMode::kTry) return call.result(code);
    }
    entry->outbound.push_back(std::move(rest));
    return call.result(EAGAIN);
}

}  // namespace

void export_send_to(Napi::Object exports, Binding& binding) { add_raw<send_to>(exports, binding, "sendTo"); }

}  // namespace zmq_napi::node
