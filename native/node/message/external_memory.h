#pragma once

#include <node_api.h>

#include <cstddef>

#include "zmq/message.h"

namespace zmq_napi::node {

// ArrayBuffers over the memory of libzmq's messages: large parts that were received, and what allocUnsafe() made. Their
// memory can go to libzmq again without a copy. That of V8's own ArrayBuffers cannot: it ends with its JavaScript
// thread, and a message may be under way for longer.

/// Whether the runtime allows foreign memory: not in Electron, and not with ZMQ_NAPI_EXTERNAL_BUFFERS=off.
bool allows_external_memory(napi_env env);

/// An ArrayBuffer over the memory of `message`; or over a copy of it where others use that memory too, since JavaScript
/// may write to it, and where the runtime allows no foreign memory. V8 counts its bytes as those of any ArrayBuffer.
/// Null, with an exception pending, when memory runs out. JavaScript thread.
napi_value to_array_buffer(napi_env env, core::Message message);

/// Makes `part` a message of `size` bytes at `offset` of the ArrayBuffer's memory, without a copy, and detaches the
/// ArrayBuffer. False, and nothing is changed, if its memory is none of ours. JavaScript thread.
bool take_array_buffer(napi_env env, napi_value array_buffer, std::size_t offset, std::size_t size,
                       core::Message& part);

}  // namespace zmq_napi::node
