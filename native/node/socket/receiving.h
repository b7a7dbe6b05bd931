#pragma once

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "node/message/received_batch.h"
#include "node/socket/sending.h"
#include "node/socket/socket_entry.h"

namespace zmq_napi::node {

// Defined here so that the compiler inlines the loop into the exported function.

/// The size of the longest part that JavaScript can have. It is the same for every thread. Any thread.
inline std::atomic<std::size_t> longest_part{std::numeric_limits<std::size_t>::max()};

/// Receives the other parts of the message whose first part is in `held_over`. EMSGSIZE, with the message dropped, if
/// one of them is longer than JavaScript can have.
inline int receive_rest(SocketEntry& entry) {
    while (entry.held_over.back().more()) {
        zmq::Part part;
        if (const int code = entry.socket.receive(part)) {
            // The parts of a message arrive together, so only the end of the context can come between them.
            zmq::clear(entry.held_over);
            return code;
        }
        entry.held_over.push_back(std::move(part));
    }
    const auto too_long = [](const zmq::Part& part) { return part.size() > longest_part; };
    if (std::none_of(entry.held_over.begin(), entry.held_over.end(), too_long)) return 0;
    zmq::clear(entry.held_over);
    return EMSGSIZE;
}

// Compiled with and without metadata, so that sockets without pay nothing for it.

/// Adds the message that is held over to the batch. ENOBUFS if the table is too small: then it remains held over.
template <bool with_metadata>
int add_held_over(SocketEntry& entry, ReceivedBatch& batch) {
    std::size_t left = entry.held_over.size();
    if (!batch.has_room(left)) return ENOBUFS;
    if constexpr (with_metadata) entry.metadata->record(entry.held_over.back());
    std::size_t size = 0;
    for (auto& part : entry.held_over) {
        size += part.size();
        batch.add(part, --left > 0);
    }
    entry.received.count(size);
    zmq::clear(entry.held_over);
    return 0;
}

/// Does the same at the beginning of a batch; but drops the message if the context was shut down, as libzmq drops what
/// it has not yet delivered.
template <bool with_metadata>
int resume_held_over(SocketEntry& entry, ReceivedBatch& batch) {
    int mask = 0;
    if (const zmq::Error error = entry.socket.events(mask)) {
        zmq::clear(entry.held_over);
        return error.code;
    }
    return add_held_over<with_metadata>(entry, batch);
}

/// Adds the next message to the batch; it may wait for `milliseconds`. Returns 0, or an errno with the batch unchanged.
template <bool with_metadata>
int receive_message(SocketEntry& entry, ReceivedBatch& batch, zmq::Part& part, int milliseconds) {
    int code = entry.socket.receive(part);
    if (code == EAGAIN && milliseconds > 0) code = entry.socket.receive_waiting(part, milliseconds);
    if (code != 0) return code;
    const std::size_t size = part.size();
    if (!part.more() && batch.has_room(1) && size <= longest_part) {
        if constexpr (with_metadata) entry.metadata->record(part);
        entry.received.count(size);
        batch.add(part, false);
        return 0;
    }
    entry.held_over.push_back(std::move(part));
    if (const int failed = receive_rest(entry)) return failed;
    return add_held_over<with_metadata>(entry, batch);
}

template <bool with_metadata>
int receive_all(SocketEntry& entry, ReceivedBatch& batch, std::int32_t limit, int milliseconds,
                std::int32_t& messages) {
    zmq::Part part;
    int code = 0;
    if (!entry.held_over.empty()) {
        code = resume_held_over<with_metadata>(entry, batch);
        if (code == 0) messages = 1;
    }
    while (code == 0 && messages < limit && !batch.is_full()) {
        code = receive_message<with_metadata>(entry, batch, part, milliseconds);
        milliseconds = 0;
        if (code == 0) ++messages;
    }
    return code;
}

/// Adds received messages to the batch, at most `limit`; the first may wait for `milliseconds`. `messages` becomes
/// their number. Returns why there are no more: 0 at a limit; ENOBUFS if the table is too small for the next message,
/// which the socket then holds over for a call with a larger table; or another errno.
inline int receive_messages(SocketEntry& entry, ReceivedBatch& batch, std::int32_t limit, int milliseconds,
                            std::int32_t& messages) {
    int code = 0;
    if (entry.metadata == nullptr) {
        code = receive_all<false>(entry, batch, limit, milliseconds, messages);
    } else {
        entry.metadata->clear();
        code = receive_all<true>(entry, batch, limit, milliseconds, messages);
    }
    return code == EFSM ? handle_signals_after(entry, code) : code;
}

}  // namespace zmq_napi::node
