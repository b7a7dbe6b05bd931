#pragma once

#include <cstddef>
#include <vector>

#include "zmq/error.h"
#include "zmq/socket.h"

namespace zmq_napi::zmq {

/// A set of sockets and descriptors for zmq_poll. Events are ZMQ_POLLIN, ZMQ_POLLOUT and ZMQ_POLLERR.
/// Thread: the one that may use the sockets. They must stay open while they are in the set.
class PollSet {
  public:
    void clear() noexcept { items_.clear(); }
    /// Throws std::bad_alloc alone.
    void add(const Socket& socket, short events);
    /// Errors of a descriptor are reported even if they are not requested. A closed descriptor is an error.
    void add(Descriptor descriptor, short events);

    /// Blocks until an item is ready, for at most `milliseconds`; -1 means no limit. If a signal of the operating
    /// system ends the wait, no item is ready. ETERM if the context of a socket ends, EINVAL if there are more items
    /// than the process may have descriptors.
    Error wait(long milliseconds) noexcept;

    /// The events of the item that was added as number `index`.
    short ready(std::size_t index) const noexcept { return items_[index].revents; }

  private:
    std::vector<zmq_pollitem_t> items_;
};

}  // namespace zmq_napi::zmq
