#include "node/message/packed_messages.h"

namespace zmq_napi::node {

bool PackedMessages::fits(const Packing& packing) const noexcept {
    if (packing.table.size < kTableHeader + count_) return false;
    std::size_t bytes = 0;
    for (std::size_t row = 0; row < count_; ++row) {
        if (rows_[row] >= 0) bytes += static_cast<std::size_t>(rows_[row] >> 1);
    }
    return bytes <= packing.size;
}

int PackedMessages::read_unpacked(napi_env env, napi_value values, std::int32_t& failed) {
    bool any = false;
    if (napi_is_array(env, values, &any) != napi_ok || !any) return 0;
    std::uint32_t index = 0;
    for (std::size_t row = 0; row < count_; ++row) {
        if (rows_[row] >= 0) continue;
        napi_value value = nullptr;
        zmq::Part part;
        failed = static_cast<std::int32_t>(index);
        if (napi_get_element(env, values, index++, &value) != napi_ok) return kWrongType;
        if (const int code = make_part(env, value, handling_of(rows_[row]), part)) return code;
        unpacked_.push_back(std::move(part));
    }
    return 0;
}

zmq::Error PackedMessages::move_rest(OutboundParts& outbound) {
    while (!done()) {
        outbound.emplace_back().more = more();
        if (const zmq::Error error = take(outbound.back().part)) return error;
    }
    return {};
}

}  // namespace zmq_napi::node
