#include "zmq/context.h"

#include <array>
#include <cerrno>
#include <utility>

#include "zmq/listeners.h"

#ifndef _WIN32
#include <sys/socket.h>
#include <unistd.h>
#endif

#ifdef __linux__
#include <pthread.h>
#include <sched.h>

#include <system_error>
#include <thread>
#endif

namespace zmq_napi::zmq {

namespace {
// The only option of this kind is the thread name prefix, which libzmq bounds to 16 bytes. libzmq writes no final NUL
// and no size, so the buffer starts as zeros and is larger than any value.
constexpr std::size_t kOptionCapacity = 256;

#ifdef __linux__
/// Whether a thread of this process may have the policy SCHED_BATCH, in which a thread that wakes does not preempt the
/// one that runs. libzmq aborts when it cannot set a policy (sandboxes refuse some), so another thread tries first. A
/// process that was given another policy keeps it.
bool may_schedule_as_batch() {
    bool may = false;
    std::thread([&may] {
        int policy = 0;
        sched_param parameters{};
        if (pthread_getschedparam(pthread_self(), &policy, &parameters) != 0 || policy != SCHED_OTHER) return;
        may = pthread_setschedparam(pthread_self(), SCHED_BATCH, &parameters) == 0;
    }).join();
    return may;
}

bool schedules_as_batch() noexcept {
    static const bool may = [] {
        try {
            return may_schedule_as_batch();
        } catch (const std::system_error&) {
            // No thread could be started.
            return false;
        }
    }();
    return may;
}
#endif

}  // namespace

Context& Context::operator=(Context&& other) noexcept {
    if (this != &other) {
        terminate();
        handle_ = other.release();
    }
    return *this;
}

Error Context::open() noexcept {
    terminate();
    listeners::install_hook();
    handle_ = zmq_ctx_new();
    if (handle_ == nullptr) return {zmq_errno(), "zmq_ctx_new"};
#ifdef __linux__
    if (schedules_as_batch()) return set(ZMQ_THREAD_SCHED_POLICY, SCHED_BATCH);
#endif
    return {};
}

Error Context::get(int option, int& value) const noexcept {
    // -1 is also the value of a scheduling policy that was never set. Only a failure sets errno.
    errno = 0;
    value = zmq_ctx_get(handle_, option);
    return value == -1 && errno != 0 ? Error{zmq_errno(), "zmq_ctx_get"} : Error{};
}

Error Context::set(int option, int value) noexcept { return check(zmq_ctx_set(handle_, option, value), "zmq_ctx_set"); }

Error Context::get([[maybe_unused]] int option, [[maybe_unused]] std::string& value) const {
#ifdef ZMQ_BUILD_DRAFT_API
    std::array<char, kOptionCapacity> buffer{};
    std::size_t size = buffer.size();
    const Error error = check(zmq_ctx_get_ext(handle_, option, buffer.data(), &size), "zmq_ctx_get_ext");
    if (!error) value.assign(buffer.data());
    return error;
#else
    return {EINVAL, "zmq_ctx_get_ext"};
#endif
}

Error Context::set([[maybe_unused]] int option, [[maybe_unused]] const void* value,
                   [[maybe_unused]] std::size_t size) noexcept {
#ifdef ZMQ_BUILD_DRAFT_API
    return check(zmq_ctx_set_ext(handle_, option, value, size), "zmq_ctx_set_ext");
#else
    return {EINVAL, "zmq_ctx_set_ext"};
#endif
}

Error Context::shutdown() noexcept { return check(zmq_ctx_shutdown(handle_), "zmq_ctx_shutdown"); }

bool Context::closed_sockets_take_room() noexcept {
#if defined(ZMQ_NAPI_VENDORED_LIBZMQ) && defined(_WIN32)
    return false;
#elif defined(ZMQ_NAPI_VENDORED_LIBZMQ)
    // Tests whether the process has no descriptor left. If it has one, the context has reached its limit of sockets.
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (descriptor == -1) return errno == EMFILE || errno == ENFILE;
    static_cast<void>(::close(descriptor));
    return false;
#else
    return true;
#endif
}

void Context::terminate() noexcept {
    void* const handle = release();
    if (handle == nullptr) return;
    while (zmq_ctx_term(handle) == -1 && zmq_errno() == EINTR) {
    }
}

void* Context::release() noexcept { return std::exchange(handle_, nullptr); }

}  // namespace zmq_napi::zmq
