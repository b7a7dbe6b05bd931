#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "zmq/part.h"

namespace zmq_napi::node {

/// A part of a message that is to be sent.
struct OutboundPart {
    zmq::Part part;
    /// Whether it is not the last part of its message.
    bool more = false;
};

using OutboundParts = std::vector<OutboundPart>;

/// The messages that one call of send or sendMany still has to send.
struct Outbound {
    /// Whole messages, one behind the other.
    OutboundParts parts;
    /// The index at which the next message begins.
    std::size_t next = 0;
    /// The number of messages that were sent.
    std::int32_t sent = 0;
};

}  // namespace zmq_napi::node
