#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "node/socket/socket_entry.h"

namespace zmq_napi::node {

/// How many messages `flush` got rid of.
struct Progress {
    /// Operations of which the last message was sent, or one failed.
    std::int32_t operations = 0;
    /// Messages that were sent of the operation that is first now, or that failed.
    std::int32_t sent = 0;
};

/// What to do with a message: `mode` of send and sendPacked in lib/addon/binding.ts.
enum class SendMode : std::uint32_t {
    /// Send it now or not at all.
    kTry = 0,
    /// Send it now, or keep it to be sent when the socket is writable.
    kTryOrKeep = 1,
    /// Keep it behind those that wait already; what kTryOrKeep comes to if there are any.
    kKeep = 2,
};

/// Whether an operation that came to this errno may go later: it would block; or a REQ or REP is not in the state for
/// it, which the next operation of the other kind changes.
bool may_wait(const SocketEntry& entry, int code) noexcept;

/// Has libzmq handle what was signalled, as a send or receive does that is not refused for the socket's state: else the
/// descriptor would stay readable, and the end of the context be missed. Returns `code`, or ETERM.
int after_refusal(SocketEntry& entry, int code) noexcept;

/// No message overtakes one that waits.
SendMode effective_mode(const SocketEntry& entry, std::uint32_t mode) noexcept;

/// Tries to send, and after EAGAIN once more: libzmq may not have looked yet at what a peer signalled. After ZMQ_EVENTS
/// it has, so that only a new signal on ZMQ_FD can make the socket writable.
template <typename Send>
int try_twice(SocketEntry& entry, Send send) {
    const int code = send();
    if (code != EAGAIN) return code;
    int mask = 0;
    if (const core::Error error = entry.socket.events(mask)) return error.code;
    return send();
}

/// To be called when a part behind the first was refused, and `parts` of its message are left: ends the state in which
/// libzmq swallows the rest of a message whose peer went away. It has taken back what it had of it.
void swallow(SocketEntry& entry, std::size_t parts);

/// Sends the message of one part, and empties it; or returns an errno and leaves it as it was. EAGAIN is certain: only
/// a new signal on ZMQ_FD can make the socket writable. With `milliseconds` above 0 it waits for that long first.
int send_single(SocketEntry& entry, core::Message& message, int milliseconds = 0);
/// The same for the message that begins at `parts[next]`, all or nothing; `next` moves behind it when it was sent.
int send_next(SocketEntry& entry, OutboundParts& parts, std::size_t& next, int milliseconds = 0);
/// Sends what the socket keeps, first in, first out, as long as nothing would block; the first message may wait for
/// `milliseconds`. Returns the errno of a message that failed, with which the rest of its operation is dropped; or 0,
/// EAGAIN or EFSM if something is left that may_wait(), EINTR if a signal ended the wait.
int flush(SocketEntry& entry, Progress& progress, int milliseconds = 0);

}  // namespace zmq_napi::node
