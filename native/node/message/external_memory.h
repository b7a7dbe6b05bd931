#pragma once

#include <node_api.h>

#include <cstddef>

#include "zmq/part.h"

namespace zmq_napi::node {

// ArrayBuffers over the memory of libzmq's messages: large parts that were received, and the results of allocUnsafe().
// libzmq can send such memory again without a copy. It cannot send that of V8's own ArrayBuffers, which V8 frees at the
// end of the JavaScript thread, when the message may still be in a queue.

/// Makes an ArrayBuffer over the memory of `part`. It is a copy of the memory if other messages share it, because
/// JavaScript may write to it; and if the runtime does not allow external memory, or ZMQ_NAPI_EXTERNAL_BUFFERS=off. V8
/// counts its bytes as those of any ArrayBuffer. Null, with an exception pending, if memory runs out. JavaScript
/// thread.
napi_value to_array_buffer(napi_env env, zmq::Part part);

/// Moves `size` bytes at `offset` of the ArrayBuffer's memory into `part`, without a copy, and detaches the
/// ArrayBuffer. False, with nothing changed, if the memory is not libzmq's. JavaScript thread.
bool take_array_buffer(napi_env env, napi_value array_buffer, std::size_t offset, std::size_t size, zmq::Part& part);

}  // namespace zmq_napi::node
