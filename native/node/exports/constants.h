#pragma once

#include <napi.h>

namespace zmq_napi::node {

/// Makes an object with the ZMQ_* constants of the zmq.h that was compiled in: options and their values, socket types,
/// flags, events.
Napi::Object make_constants(Napi::Env env);

}  // namespace zmq_napi::node
