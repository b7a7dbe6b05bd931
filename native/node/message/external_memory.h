#pragma once

#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <functional>

#include "zmq/part.h"

namespace zmq_napi::node {

// ArrayBuffers over memory that libzmq allocated: large parts that were received, and the results of allocUnsafe().
// libzmq can send such memory again without a copy. It cannot send that of V8's own ArrayBuffers, which V8 frees at the
// end of the JavaScript thread, when the message may still be in a queue.
//
// Ownership: an ArrayBuffer and the messages that refer to its memory own it together; the last of them frees it. So
// the memory of a message stays valid however the ArrayBuffer ends: by the garbage collector, with its thread, or with
// the process. Nothing of V8 is needed to free it.

/// Makes an ArrayBuffer over the memory of `part`. It is a copy of the memory if other messages share it, because
/// JavaScript may write to it; and if the runtime does not allow external memory, or ZMQ_NAPI_EXTERNAL_BUFFERS=off. V8
/// counts its bytes as those of any ArrayBuffer. Null, with an exception pending, if memory runs out. JavaScript
/// thread.
napi_value to_array_buffer(napi_env env, zmq::Part part);

/// Moves `size` bytes at `offset` of the ArrayBuffer's memory into `part`, without a copy, and detaches the
/// ArrayBuffer. False, with nothing changed, if the memory is not libzmq's. JavaScript thread.
bool take_array_buffer(napi_env env, napi_value array_buffer, std::size_t offset, std::size_t size, zmq::Part& part);

/// Makes `part` refer to `size` bytes at `offset` of the ArrayBuffer's memory, without a copy. JavaScript still has the
/// memory, and uses it together with the message: what it writes there may be sent in part. Who receives the message
/// over inproc gets a copy, because to_array_buffer() finds the memory shared. False, with nothing changed, if the
/// memory is not libzmq's, or if so few bytes are copied faster. JavaScript thread.
bool refer_to_array_buffer(napi_env env, napi_value array_buffer, std::size_t offset, std::size_t size,
                           zmq::Part& part);

/// Whether a message refers to the memory of the ArrayBuffer, since refer_to_array_buffer(). JavaScript thread.
bool is_in_use(napi_env env, napi_value array_buffer);

/// Has `notice` called, once, when no message refers to the memory of the ArrayBuffer any more. Any thread may call it:
/// an I/O thread that has transmitted the last of them, or whoever drops it. Returns a number for cancel_notice(); 0 if
/// no message refers to the memory now, and then `notice` is not called. JavaScript thread.
std::uint32_t when_free(napi_env env, napi_value array_buffer, std::function<void()> notice);

/// Drops a notice. False if it was called already, or is being called. JavaScript thread.
bool cancel_notice(std::uint32_t number);

}  // namespace zmq_napi::node
