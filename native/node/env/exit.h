#pragma once

namespace zmq_napi::node {

/// Prepares the end of the process, in whatever way JavaScript ends it: then the sockets that are still open are
/// closed, and the process waits until their messages are sent, at most for each context's exit linger. Thread: any.
/// Idempotent.
void prepare_exit();

}  // namespace zmq_napi::node
