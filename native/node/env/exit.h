#pragma once

namespace zmq_napi::node {

/// Sees to it that the process, however JavaScript ended it, closes the sockets that are still open and gives the
/// messages that were sent their time to leave, at most as long as each context's exit linger.
/// Thread: any. Idempotent.
void prepare_exit();

}  // namespace zmq_napi::node
