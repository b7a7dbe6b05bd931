#pragma once

#include <memory>

#include "node/reactor/js_thread_queue.h"
#include "node/reactor/uv_handles.h"

namespace zmq_napi::node {

/// Makes a queue that uses a uv_async. It is not a napi_threadsafe_function, because tools that look for what keeps a
/// process alive report one as an open handle. Null if the process has no descriptor left.
std::shared_ptr<JsThreadQueue> make_uv_queue(UvHandles& handles);

}  // namespace zmq_napi::node
