#include "node/env/exit.h"

#include <cstdlib>

#ifndef _WIN32
#include <unistd.h>
#endif

#include "node/context/shared_context.h"
#include "node/context/termination.h"
#include "node/env/environment.h"

namespace zmq_napi::node {

namespace {

/// Runs in exit() or quick_exit(), to which every way to end JavaScript leads. A clean-up hook would not do:
/// process.exit() runs none on the main thread.
void at_exit() {
    const auto start = Environment::close_at_exit();
    for (const auto& context : SharedContext::all()) {
        bool ended = false;
        static_cast<void>(context->terminate({}, ended));
    }
    await_terminations(start);
}

}  // namespace

void prepare_exit() {
#ifdef _WIN32
    static const int registered = std::atexit(at_exit);
#else
    // A forked child inherits the handler, but not libzmq's threads.
    static const pid_t process = getpid();
    const auto handler = [] {
        if (getpid() == process) at_exit();
    };
    static const int registered = std::atexit(handler);
#ifdef __linux__
    // There Bun ends by quick_exit(), which runs none of the handlers of exit(). Not every system has it.
    static const int registered_quick = at_quick_exit(handler);
    static_cast<void>(registered_quick);
#endif
#endif
    static_cast<void>(registered);
}

}  // namespace zmq_napi::node
