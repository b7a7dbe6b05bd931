#pragma once

#include <cstddef>
#include <cstdint>

#include "node/message/received_batch.h"
#include "node/socket/socket_entry.h"

namespace zmq_napi::node {

/// Adds received messages to the batch, at most `limit`; the first may wait for `milliseconds`. `messages` becomes
/// their number. Returns why there are no more: 0 at a limit; ENOBUFS if the table is too small for the next message,
/// which the socket then holds over for a call with a larger table; or another errno.
int receive_messages(SocketEntry& entry, ReceivedBatch& batch, std::int32_t limit, int milliseconds,
                     std::int32_t& messages);

/// Sets the size of the longest part that JavaScript can have. A message with a longer one is dropped, with EMSGSIZE.
/// It is the same for every thread. Any thread.
void set_longest_part(std::size_t size) noexcept;

}  // namespace zmq_napi::node
