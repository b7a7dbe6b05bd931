#pragma once

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
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

/// Memory of JavaScript that a part is received into. Valid during a call.
struct TargetMemory {
    void* data = nullptr;
    std::size_t size = 0;

    /// Copies a part, which must fit.
    void copy(zmq::Part& part) const noexcept {
        if (part.size() != 0) std::memcpy(data, part.data(), part.size());
    }
};

/// Holds over the next message, unless one is held over; or receives it into `memory` if it has one part, which fits.
/// It may wait for `milliseconds`. `done` becomes true, and `size` the size of the part, if it was received. Returns 0
/// or an errno.
inline int receive_or_hold_over(SocketEntry& entry, TargetMemory memory, int milliseconds, std::size_t& size,
                                bool& done) {
    if (!entry.held_over.empty()) {
        // As in resume_held_over().
        int mask = 0;
        const zmq::Error error = entry.socket.events(mask);
        if (error) zmq::clear(entry.held_over);
        return error.code;
    }
    zmq::Part part;
    int code = entry.socket.receive(part);
    if (code == EAGAIN && milliseconds > 0) code = entry.socket.receive_waiting(part, milliseconds);
    if (code != 0) return code == EFSM ? handle_signals_after(entry, code) : code;
    if (!part.more() && part.size() <= memory.size) {
        size = part.size();
        memory.copy(part);
        entry.received.count(size);
        done = true;
        return 0;
    }
    entry.held_over.push_back(std::move(part));
    return receive_rest(entry);
}

/// Receives the next message, of which the last part goes into `memory`; it may wait for `milliseconds`. `size` becomes
/// the size of that part. `with_envelope` allows parts before it, which remain held over. Returns 0; ENOBUFS if the
/// message does not fit, and then it is held over as a whole; or another errno.
inline int receive_into(SocketEntry& entry, TargetMemory memory, bool with_envelope, int milliseconds,
                        std::size_t& size) {
    bool done = false;
    const int code = receive_or_hold_over(entry, memory, milliseconds, size, done);
    if (code != 0 || done) return code;
    zmq::Part& last = entry.held_over.back();
    if (last.size() > memory.size || (entry.held_over.size() > 1 && !with_envelope)) return ENOBUFS;
    size = last.size();
    memory.copy(last);
    entry.held_over.pop_back();
    // A message with an envelope is counted together with that.
    entry.received.bytes += size;
    if (entry.held_over.empty()) ++entry.received.messages;
    return 0;
}

}  // namespace zmq_napi::node
