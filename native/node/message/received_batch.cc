#include "node/message/received_batch.h"

#include <cstring>

#include "node/message/external_memory.h"

namespace zmq_napi::node {

napi_value ReceivedBatch::to_value(napi_env env) {
    napi_value arena = nullptr;
    void* data = nullptr;
    if (napi_create_arraybuffer(env, bytes_.size(), &data, &arena) != napi_ok) return nullptr;
    if (!bytes_.empty()) std::memcpy(data, bytes_.data(), bytes_.size());
    if (large_.empty()) return arena;
    napi_value result = nullptr;
    napi_create_array_with_length(env, large_.size() + 1, &result);
    napi_set_element(env, result, 0, arena);
    std::uint32_t index = 1;
    for (auto& part : large_) {
        const napi_value buffer = to_array_buffer(env, std::move(part));
        if (buffer == nullptr) return nullptr;
        napi_set_element(env, result, index++, buffer);
    }
    return result;
}

}  // namespace zmq_napi::node
