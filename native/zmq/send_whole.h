#pragma once

#include <cerrno>

#include "zmq/part.h"
#include "zmq/socket.h"
#include "zmq/socket_type.h"

namespace zmq_napi::zmq {

/// Sends a message, all of its parts or none. Returns 0, or the errno of the part that was refused, after which the
/// message can be sent again from its first part. The first part may wait for `milliseconds`; libzmq accepts the others
/// at once.
///
/// `cursor` gives the parts in order. `cursor.more()` says whether the next part is not the last. `cursor.next()`
/// returns the next part and advances, or returns null if memory runs out. What it returns must be a copy of the part,
/// or the last part, since libzmq takes the content.
template <typename Cursor>
int send_whole(Socket& socket, int type, Cursor& cursor, int milliseconds = 0) {
    bool more = true;
    for (bool first = true; more; first = false) {
        more = cursor.more();
        Part* const part = cursor.next();
        if (part == nullptr) return ENOMEM;
        const int code =
            first && milliseconds > 0 ? socket.send_waiting(*part, more, milliseconds) : socket.send(*part, more);
        if (code == 0) continue;
        if (!first && more && is_load_balanced(type)) {
            // libzmq discards the rest of this message. An empty last part ends it, so that the next message is sent.
            Part empty;
            static_cast<void>(socket.send(empty, false));
        }
        return code;
    }
    return 0;
}

}  // namespace zmq_napi::zmq
