#pragma once

#include <vector>

#include "zmq/error.h"
#include "zmq/socket.h"

namespace zmq_napi::core {

/// Descriptors, and one socket, to wait for with zmq_poll.
/// Thread: the one that may use the socket.
class PollSet {
  public:
    /// Waits for `socket` to become readable too.
    explicit PollSet(Socket& socket);

    void clear() noexcept { items_.resize(1); }
    void add(Descriptor descriptor);
    /// Blocks until something is readable. EINTR is no error: nothing is readable then.
    Error wait() noexcept;

    bool socket_readable() const noexcept { return items_[0].revents != 0; }
    /// Whether the descriptor that was added as number `index` is readable, or in error.
    bool readable(std::size_t index) const noexcept { return items_[index + 1].revents != 0; }

  private:
    std::vector<zmq_pollitem_t> items_;
};

}  // namespace zmq_napi::core
