#include "node/socket/sending.h"

#include <cerrno>

namespace zmq_napi::node {

namespace {

/// Whether the socket spreads messages over its peers. If the peer goes away in the middle of a message, libzmq takes
/// what was sent back, and swallows what follows up to the message's end.
bool is_load_balanced(int type) noexcept { return type == ZMQ_PUSH || type == ZMQ_DEALER || type == ZMQ_REQ; }

/// Only the first part of a message can have to wait.
int send_first(core::Socket& socket, core::Message& part, bool more, int milliseconds) {
    return milliseconds > 0 ? socket.send_waiting(part, more, milliseconds) : socket.send(part, more);
}

/// Sends the parts from `first` to the one without `more`, all or nothing; they are whole afterwards, whatever came of
/// it.
int send_several(SocketEntry& entry, OutboundParts& parts, std::size_t first, int milliseconds) {
    std::size_t index = first;
    bool more = true;
    for (; more; ++index) {
        more = parts[index].more;
        core::Message share;
        if (const core::Error error = share.share(parts[index].message)) return error.code;
        const int code = send_first(entry.socket, share, more, index == first ? milliseconds : 0);
        if (code == 0) continue;
        if (index > first && more) {
            std::size_t last = index + 1;
            while (parts[last].more) ++last;
            swallow(entry, last - index);
        }
        return code;
    }
    return 0;
}

}  // namespace

bool may_wait(const SocketEntry& entry, int code) noexcept {
    return code == EAGAIN || (code == EFSM && (entry.type == ZMQ_REQ || entry.type == ZMQ_REP));
}

int after_refusal(SocketEntry& entry, int code) noexcept {
    int mask = 0;
    const core::Error error = entry.socket.events(mask);
    return error ? error.code : code;
}

SendMode effective_mode(const SocketEntry& entry, std::uint32_t mode) noexcept {
    if (static_cast<SendMode>(mode) == SendMode::kTry) return SendMode::kTry;
    return entry.outbound.empty() ? SendMode::kTryOrKeep : SendMode::kKeep;
}

void swallow(SocketEntry& entry, std::size_t parts) {
    if (!is_load_balanced(entry.type)) return;
    for (; parts > 0; --parts) {
        core::Message empty;
        static_cast<void>(entry.socket.send(empty, parts > 1));
    }
}

int send_single(SocketEntry& entry, core::Message& message, int milliseconds) {
    const std::size_t size = message.size();
    const int code = milliseconds > 0 ? entry.socket.send_waiting(message, false, milliseconds)
                                      : try_twice(entry, [&] { return entry.socket.send(message, false); });
    if (code == 0) entry.sent.count(size);
    return code;
}

int send_next(SocketEntry& entry, OutboundParts& parts, std::size_t& next, int milliseconds) {
    if (!parts[next].more) {
        const int code = send_single(entry, parts[next].message, milliseconds);
        if (code == 0) ++next;
        return code;
    }
    const int code = milliseconds > 0 ? send_several(entry, parts, next, milliseconds)
                                      : try_twice(entry, [&] { return send_several(entry, parts, next, 0); });
    if (code != 0) return code;
    std::size_t size = 0;
    for (bool more = true; more; ++next) {
        more = parts[next].more;
        size += parts[next].message.size();
        parts[next].message = core::Message();
    }
    entry.sent.count(size);
    return 0;
}

int flush(SocketEntry& entry, Progress& progress, int milliseconds) {
    while (!entry.outbound.empty()) {
        Outbound& first = entry.outbound.front();
        int code = 0;
        while (code == 0 && first.next < first.parts.size()) {
            code = send_next(entry, first.parts, first.next, milliseconds);
            milliseconds = 0;
            if (code == 0) ++first.sent;
        }
        progress.sent = first.sent;
        if (code == EFSM) code = after_refusal(entry, code);
        if (may_wait(entry, code) || code == EINTR) return code;
        entry.outbound.pop_front();
        ++progress.operations;
        if (code != 0) return code;
        progress.sent = 0;
    }
    return 0;
}

}  // namespace zmq_napi::node
