#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "zmq/message.h"

namespace zmq_napi::node {

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

}  // namespace zmq_napi::node
