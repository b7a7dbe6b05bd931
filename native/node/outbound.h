#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "zmq/message.h"

namespace zmq_napi::node {

struct SocketEntry;

/// One part of a message that is to be sent.
struct OutboundPart {
    core::Message message;
    /// Whether it is not the last of its message.
    bool more = false;
};

using OutboundParts = std::vector<OutboundPart>;

/// What one send or sendMany still has to send: whole messages, one behind the other.
struct Outbound {
    OutboundParts parts;
    /// Where the next message begins.
    std::size_t next = 0;
    /// How many messages were sent.
    std::int32_t sent = 0;
};

/// How many messages `flush` got rid of.
struct Progress {
    /// Operations of which the last message was sent, or one failed.
    std::int32_t operations = 0;
    /// Messages that were sent of the operation that is first now, or that failed.
    std::int32_t sent = 0;
};

/// What to do with a message: `mode` of send, sendParts and sendMany in lib/binding.ts.
enum class SendMode : std::uint32_t {
    /// Send it now or not at all.
    kTry = 0,
    /// Send it now, or keep it to be sent when the socket is writable.
    kTryOrKeep = 1,
    /// Keep it behind those that wait already.
    kKeep = 2,
};

/// No message overtakes one that waits.
SendMode effective_mode(const SocketEntry& entry, std::uint32_t mode) noexcept;

/// Sends the message of one part, and empties it; or returns an errno and leaves it as it was. EAGAIN is certain: only
/// a new signal on ZMQ_FD can make the socket writable. With `milliseconds` above 0 it waits for that long first.
int send_single(SocketEntry& entry, core::Message& message, int milliseconds = 0);
/// The same for the message that begins at `parts[next]`, all or nothing; `next` moves behind it when it was sent.
int send_next(SocketEntry& entry, OutboundParts& parts, std::size_t& next, int milliseconds = 0);
/// Sends what the socket keeps, first in, first out, as long as nothing would block; the first message may wait for
/// `milliseconds`. Returns the errno of a message that failed, with which the rest of its operation is dropped; or 0,
/// EAGAIN if something is left, EINTR if a signal ended the wait.
int flush(SocketEntry& entry, Progress& progress, int milliseconds = 0);

}  // namespace zmq_napi::node
