#pragma once

#include <node_api.h>

#include <cstdint>

#include "zmq/part.h"

namespace zmq_napi::node {

// Results of read_part() that are not errnos.

/// The value has no type that can be sent.
constexpr int kWrongType = -1;
/// The value is memory of no bytes. JavaScript must check whether it was detached or has shrunk; Node-API cannot tell.
constexpr int kEmptyOrDetached = -2;

/// Copies a value that JavaScript gave as one part of a message into `part`. Returns 0, an errno, kWrongType, or
/// kEmptyOrDetached. With `checked`, JavaScript has checked the value, and kEmptyOrDetached is not returned. Runs no
/// JavaScript.
int read_part(napi_env env, napi_value value, zmq::Part& part, bool checked = false);

/// Moves the memory of a view or ArrayBuffer into `part`, without a copy, and detaches the ArrayBuffer. False, with
/// nothing changed, if the memory is not libzmq's.
bool take_part(napi_env env, napi_value value, zmq::Part& part);

/// Makes `part` refer to the memory of a view or ArrayBuffer, without a copy: see refer_to_array_buffer(). False, with
/// nothing changed, if the memory is not libzmq's, or a copy is faster.
bool refer_part(napi_env env, napi_value value, zmq::Part& part);

/// What to do with the memory of a part: `Handling` in lib/message/encoder.ts.
enum class Handling : std::uint32_t {
    kCopy = 0,
    /// take_part() if possible.
    kTransfer = 1,
    /// refer_part() if possible.
    kRefer = 2,
};

/// Makes `part` of a value. Returns what read_part() returns.
int make_part(napi_env env, napi_value value, Handling handling, zmq::Part& part);

}  // namespace zmq_napi::node
