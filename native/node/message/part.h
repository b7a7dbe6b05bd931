#pragma once

#include <node_api.h>

#include "zmq/message.h"

namespace zmq_napi::node {

/// What reading a part can come to, beside an errno.
constexpr int kWrongType = -1;

/// The value is memory of no bytes. JavaScript can tell whether that is all of it, or it was detached or has shrunk;
/// Node-API cannot.
constexpr int kDoubtful = -2;

/// Copies what JavaScript gave as one part of a message into `part`. 0, an errno, kWrongType, or kDoubtful unless
/// JavaScript was asked already. Runs no JavaScript.
int read_part(napi_env env, napi_value value, core::Message& part, bool asked = false);

/// Takes the memory of a view or ArrayBuffer if it is ours, which needs no copy, and detaches it. False, with nothing
/// done, if it is not.
bool take_part(napi_env env, napi_value value, core::Message& part);

}  // namespace zmq_napi::node
