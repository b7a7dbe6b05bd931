#pragma once

#include <cstddef>
#include <vector>

#include "zmq/error.h"
#include "zmq/socket.h"

namespace zmq_napi::core {

/// Sockets and descriptors to wait for with zmq_poll. Events are ZMQ_POLLIN, ZMQ_POLLOUT and ZMQ_POLLERR.
/// Thread: the one that may use the sockets, which stay open for as long as they are in the set.
class PollSet {
  public:
    void clear() noexcept { items_.clear(); }
    /// Adding allocates, and throws std::bad_alloc alone.
    void add(const Socket& socket, short events);
    /// Errors of a descriptor are reported whether they are asked for or not; that it is closed is one.
    void add(Descriptor descriptor, short events);

    /// Blocks until something is ready, for at most `milliseconds`; -1 for ever. EINTR is no error: nothing is ready
    /// then. ETERM when the context of a socket ends, EINVAL for more items than the process may have descriptors.
    Error wait(long milliseconds) noexcept;

    /// The events of what was added as number `index`.
    short ready(std::size_t index) const noexcept { return items_[index].revents; }

  private:
    std::vector<zmq_pollitem_t> items_;
};

}  // namespace zmq_napi::core
