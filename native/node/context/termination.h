#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "node/context/lingering.h"
#include "zmq/context.h"

namespace zmq_napi::node {

/// Takes over `context` and terminates it on a thread of its own, which then calls `done` (there, if it is not empty).
/// `exit_linger` is how long the end of the process waits for it, in ms; -1 for ever, 0 not at all. `lingering` is of
/// its sockets. Thread: any. Errors: EAGAIN when the process can start no thread; `context` is then as it was.
core::Error begin_termination(core::Context& context, int exit_linger, std::shared_ptr<const Lingering> lingering,
                              std::function<void()> done);

/// Waits until every termination that was begun has ended, or its exit linger is over, less the time for which the
/// process has stayed for it already. `start` is when the process began to end.
///
/// After half a second it says on stderr for how long it waits at most: the exit linger, or what is left of the
/// sockets' lingers if that is less. Not if the lingers are over within another half a second: such an end needs no
/// explanation. And it says so when it gives up what the process has stayed for. Thread: the one that ends the process,
/// once.
void await_terminations(Lingering::Clock::time_point start) noexcept;

}  // namespace zmq_napi::node
