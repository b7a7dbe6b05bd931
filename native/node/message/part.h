#pragma once

#include <node_api.h>

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

}  // namespace zmq_napi::node
