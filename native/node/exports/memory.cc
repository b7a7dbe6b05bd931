#include <cstddef>
#include <utility>

#include "node/exports/exports.h"
#include "node/message/external_memory.h"
#include "node/socket/receiving.h"
#include "zmq/part.h"

namespace zmq_napi::node {

namespace {

/// allocUnsafe(size)
napi_value alloc_unsafe(napi_env env, napi_callback_info info) {
    const RawCall<1> call(env, info);
    double size = 0;
    napi_get_value_double(env, call[0], &size);
    zmq::Part memory;
    if (memory.allocate(static_cast<std::size_t>(size))) return nullptr;
    return to_array_buffer(env, std::move(memory));
}

/// setLongestPart(size)
napi_value set_longest_part(napi_env env, napi_callback_info info) {
    const RawCall<1> call(env, info);
    double size = 0;
    napi_get_value_double(env, call[0], &size);
    longest_part = static_cast<std::size_t>(size);
    return nullptr;
}

}  // namespace

void export_memory(Napi::Object exports, Binding& binding) {
    add_raw<alloc_unsafe>(exports, binding, "allocUnsafe");
    add_raw<set_longest_part>(exports, binding, "setLongestPart");
}

}  // namespace zmq_napi::node
