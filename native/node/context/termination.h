#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "node/context/lingering.h"
#include "zmq/context.h"

namespace zmq_napi::node {

/// Takes over `context` and terminates it on a thread of its own, which then calls `done`, if that is not empty.
/// `exit_linger` is for how long the end of the process waits for this, in ms; -1 means no limit. `lingering` is that
/// of the context's sockets. Thread: any. Errors: EAGAIN if the process can start no thread; then `context` is
/// unchanged.
zmq::Error begin_termination(zmq::Context& context, int exit_linger, std::shared_ptr<const Lingering> lingering,
                             std::function<void()> done);

/// Waits until every termination has ended, or its exit linger is over. The time for which JavaScript has already kept
/// the process alive for it counts. `start` is when the process began to end.
///
/// After half a second it writes to stderr for how long it waits at most: for the exit linger, or for what is left of
/// the sockets' lingers if that is less. It does not if the lingers are over within another half second. It also writes
/// to stderr if it stops waiting for a termination for which JavaScript has kept the process alive. Thread: the one
/// that ends the process, once.
void await_terminations(Lingering::Clock::time_point start) noexcept;

}  // namespace zmq_napi::node
