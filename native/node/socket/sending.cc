#include "node/socket/sending.h"

#include <cerrno>

#include "zmq/send_whole.h"
#include "zmq/socket_type.h"

namespace zmq_napi::node {

namespace {

/// A cursor for zmq::send_whole().
class OutboundCursor {
  public:
    OutboundCursor(OutboundParts& parts, std::size_t first) noexcept : next_(&parts[first]) {}

    bool more() const noexcept { return next_->more; }
    zmq::Part* next() noexcept { return copy_.share((next_++)->part) ? nullptr : &copy_; }

  private:
    OutboundPart* next_;
    zmq::Part copy_;
};

int send_several(SocketEntry& entry, OutboundParts& parts, std::size_t first, int milliseconds) {
    OutboundCursor cursor(parts, first);
    return zmq::send_whole(entry.socket, entry.type, cursor, milliseconds);
}

}  // namespace

bool may_wait(const SocketEntry& entry, int code) noexcept {
    return code == EAGAIN || (code == EFSM && zmq::takes_turns(entry.type));
}

int handle_signals_after(SocketEntry& entry, int code) noexcept {
    int mask = 0;
    const zmq::Error error = entry.socket.events(mask);
    return error ? error.code : code;
}

SendMode effective_mode(const SocketEntry& entry, std::uint32_t mode) noexcept {
    if (static_cast<SendMode>(mode) == SendMode::kTry) return SendMode::kTry;
    return entry.outbound.empty() ? SendMode::kTryOrQueue : SendMode::kQueue;
}

int send_single(SocketEntry& entry, zmq::Part& part, int milliseconds) {
    const std::size_t size = part.size();
    const int code = milliseconds > 0 ? entry.socket.send_waiting(part, false, milliseconds)
                                      : try_twice(entry, [&] { return entry.socket.send(part, false); });
    if (code == 0) entry.sent.count(size);
    return code;
}

int send_next(SocketEntry& entry, OutboundParts& parts, std::size_t& next, int milliseconds) {
    if (!parts[next].more) {
        const int code = send_single(entry, parts[next].part, milliseconds);
        if (code == 0) ++next;
        return code;
    }
    const int code = milliseconds > 0 ? send_several(entry, parts, next, milliseconds)
                                      : try_twice(entry, [&] { return send_several(entry, parts, next, 0); });
    if (code != 0) return code;
    std::size_t size = 0;
    for (bool more = true; more; ++next) {
        more = parts[next].more;
        size += parts[next].part.size();
        parts[next].part = zmq::Part();
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
        if (code == EFSM) code = handle_signals_after(entry, code);
        if (may_wait(entry, code) || code == EINTR) return code;
        entry.outbound.pop_front();
        ++progress.operations;
        if (code != 0) return code;
        progress.sent = 0;
    }
    return 0;
}

}  // namespace zmq_napi::node
