#pragma once

#include <cstddef>
#include <cstdint>

#include "node/message/packed_messages.h"
#include "node/socket/sending.h"
#include "node/socket/socket_entry.h"
#include "zmq/send_whole.h"

namespace zmq_napi::node {

// Defined here so that the compiler inlines the loop into the exported function.

/// A cursor for zmq::send_whole().
class PackedCursor {
  public:
    PackedCursor(PackedMessages& messages, zmq::Part& part) noexcept : messages_(messages), part_(part) {}

    bool more() const noexcept { return messages_.more(); }
    zmq::Part* next() noexcept {
        if (messages_.copy(part_)) return nullptr;
        size_ += part_.size();
        return &part_;
    }
    /// The number of bytes of the parts.
    std::size_t size() const noexcept { return size_; }

  private:
    PackedMessages& messages_;
    zmq::Part& part_;
    std::size_t size_ = 0;
};

inline int send_one_packed(SocketEntry& entry, PackedMessages& messages, zmq::Part& part) {
    const PackedMessages::Place start = messages.place();
    if (const zmq::Error error = messages.take(part)) return error.code;
    const std::size_t size = part.size();
    const int code = entry.socket.send(part, false);
    if (code == 0) {
        entry.sent.count(size);
    } else {
        messages.put_back(part, start);
    }
    return code;
}

inline int send_several_packed(SocketEntry& entry, PackedMessages& messages, zmq::Part& part) {
    const PackedMessages::Place start = messages.place();
    PackedCursor cursor(messages, part);
    const int code = zmq::send_whole(entry.socket, entry.type, cursor);
    if (code == 0) {
        entry.sent.count(cursor.size());
    } else {
        messages.go_to(start);
    }
    return code;
}

/// Sends `messages` until one cannot be sent, and returns why; `sent` becomes the number of those that were.
inline int send_packed(SocketEntry& entry, PackedMessages& messages, std::int32_t& sent) {
    zmq::Part part;
    while (!messages.done()) {
        const int code = try_twice(entry, [&] {
            return messages.more() ? send_several_packed(entry, messages, part)
                                   : send_one_packed(entry, messages, part);
        });
        if (code != 0) return code;
        ++sent;
    }
    return 0;
}

}  // namespace zmq_napi::node
