#include "node/message/received_batch.h"

#include "node/message/external_memory.h"

namespace zmq_napi::node {

napi_value ReceivedBatch::with_large_parts(napi_env env, napi_value small) {
    napi_value result = nullptr;
    napi_create_array_with_length(env, large_.size() + 1, &result);
    napi_set_element(env, result, 0, small);
    std::uint32_t index = 1;
    for (auto& part : large_) {
        const napi_value buffer = to_array_buffer(env, std::move(part));
        if (buffer == nullptr) return nullptr;
        napi_set_element(env, result, index++, buffer);
    }
    return result;
}

}  // namespace zmq_napi::node
