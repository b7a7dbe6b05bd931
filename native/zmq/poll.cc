#include "zmq/poll.h"

#include <cerrno>

namespace zmq_napi::core {

PollSet::PollSet(Socket& socket) { items_.push_back({socket.handle(), {}, ZMQ_POLLIN, 0}); }

void PollSet::add(Descriptor descriptor) { items_.push_back({nullptr, descriptor, ZMQ_POLLIN | ZMQ_POLLERR, 0}); }

Error PollSet::wait() noexcept {
    for (auto& item : items_) item.revents = 0;
    const Error error = check(zmq_poll(items_.data(), static_cast<int>(items_.size()), -1), "zmq_poll");
    return error.code == EINTR ? Error{} : error;
}

}  // namespace zmq_napi::core
