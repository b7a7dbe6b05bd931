#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "node/socket/socket_entry.h"

namespace zmq_napi::node {

/// What flush() has done.
struct Progress {
    /// The number of operations whose last message was sent, or that failed.
    std::int32_t operations = 0;
    /// The number of messages that were sent of the operation that failed, or else of the one that is first now.
    std::int32_t sent = 0;
};

/// What to do with a message: `mode` of send and sendPacked in lib/addon/binding.ts.
enum class SendMode : std::uint32_t {
    /// Send it now or not at all.
    kTry = 0,
    /// Send it now, or keep it until the socket is writable.
    kTryOrQueue = 1,
    /// Keep it behind the kept messages. JavaScript asks for kTryOrQueue, which becomes this if there are any.
    kQueue = 2,
};

/// Whether an operation that failed with this errno may succeed later: because it would block; or because a REQ or REP
/// is not in the state for it, which the next operation of the other kind changes.
bool may_wait(const SocketEntry& entry, int code) noexcept;

/// Must be called after an operation failed with EFSM. Such an operation does not handle what was signalled on ZMQ_FD,
/// as others do, so this does: otherwise the descriptor would stay readable, and nothing would notice the end of the
/// context. Returns `code`, or ETERM.
int handle_signals_after(SocketEntry& entry, int code) noexcept;

/// The mode for a message, such that it does not overtake a kept one.
SendMode effective_mode(const SocketEntry& entry, std::uint32_t mode) noexcept;

/// Sends, and after EAGAIN tries once more: libzmq may not have handled yet what a peer has signalled. After it was
/// asked for ZMQ_EVENTS it has, so that only a new signal on ZMQ_FD can make the socket writable.
template <typename Send>
int try_twice(SocketEntry& entry, Send send) {
    const int code = send();
    if (code != EAGAIN) return code;
    int mask = 0;
    if (const zmq::Error error = entry.socket.events(mask)) return error.code;
    return send();
}

/// Sends a message of one part, and empties it; or returns an errno and leaves it as it was. EAGAIN is definite: only a
/// new signal on ZMQ_FD can make the socket writable. With `milliseconds` above 0 it waits that long.
int send_single(SocketEntry& entry, zmq::Part& part, int milliseconds = 0);
/// Does the same with the message that begins at `parts[next]`, whole or not at all. After it was sent, `next` is the
/// index behind it.
int send_next(SocketEntry& entry, OutboundParts& parts, std::size_t& next, int milliseconds = 0);
/// Sends the kept messages, first in, first out, until one would block; the first may wait for `milliseconds`. Returns
/// 0 if none is left; an errno for which may_wait() is true, or EINTR if a signal of the operating system ended the
/// wait; or the errno of a message that failed, and then it drops the rest of that operation.
int flush(SocketEntry& entry, Progress& progress, int milliseconds = 0);

}  // namespace zmq_napi::node
