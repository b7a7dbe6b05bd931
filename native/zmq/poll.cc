#include "zmq/poll.h"

#include <cerrno>

#ifndef _WIN32
#include <sys/resource.h>
#endif

namespace zmq_napi::zmq {

namespace {

/// poll(2) fails if there are more items than the process may have descriptors, and then libzmq aborts. WSAPoll, which
/// takes its place on Windows, has no such limit.
bool too_many([[maybe_unused]] std::size_t items) noexcept {
#ifdef _WIN32
    return false;
#else
    struct rlimit limit {};
    return getrlimit(RLIMIT_NOFILE, &limit) == 0 && items > limit.rlim_cur;
#endif
}

}  // namespace

void PollSet::add(const Socket& socket, short events) { items_.push_back({socket.handle(), {}, events, 0}); }

void PollSet::add(Descriptor descriptor, short events) {
    items_.push_back({nullptr, descriptor, static_cast<short>(events | ZMQ_POLLERR), 0});
}

Error PollSet::wait(long milliseconds) noexcept {
    for (auto& item : items_) item.revents = 0;
    if (too_many(items_.size())) return {EINVAL, "zmq_poll"};
    const Error error = check(zmq_poll(items_.data(), static_cast<int>(items_.size()), milliseconds), "zmq_poll");
    return error.code == EINTR ? Error{} : error;
}

}  // namespace zmq_napi::zmq
