#pragma once

#include <napi.h>

namespace zmq_napi::node {

/// The ZMQ_* constants of the zmq.h that was compiled in, by name: options and their values, socket types, flags,
/// events. Those that this zmq.h does not have are absent.
Napi::Object make_constants(Napi::Env env);

}  // namespace zmq_napi::node
