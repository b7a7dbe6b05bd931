#pragma once

#include <functional>

#include "zmq/context.h"

namespace zmq_napi::node {

/// Takes over `context` and terminates it on a thread of its own, which then calls `done` (there, if it is not empty).
/// `exit_linger` is how long the end of the process waits for it, in ms; -1 for ever, 0 not at all.
/// Thread: any. Errors: EAGAIN when the process can start no thread; `context` is then as it was.
core::Error begin_termination(core::Context& context, int exit_linger, std::function<void()> done);

/// Waits until every termination that was begun has ended or its exit linger is over, and says so on stderr when that
/// takes longer than half a second. Thread: the one that ends the process, once.
void await_terminations() noexcept;

}  // namespace zmq_napi::node
