#include "zmq/proxy.h"

#include <cerrno>
#include <new>
#include <utility>

namespace zmq_napi::core {

namespace {

/// How many messages go one way before the other way has its turn.
constexpr int kBurst = 1000;

/// libzmq signals no more when a socket that counts as writable refuses a message: a mandatory ROUTER whose peer is
/// full while others are not, an XPUB with XPUB_NODROP. So it is tried again after this many milliseconds.
constexpr int kRetryAfter = 10;

constexpr int kNoLinger = 0;

/// Whether nothing is wrong, and it only has to wait: REQ and REP say EFSM while it is not their turn.
bool must_wait(int code) noexcept { return code == EAGAIN || code == EFSM; }

void add(std::atomic<std::uint64_t>& counter, std::uint64_t value) noexcept {
    // There is but one writer, and no need for a locked instruction.
    counter.store(counter.load(std::memory_order_relaxed) + value, std::memory_order_relaxed);
}

/// Sends all parts or none. They stay as they are, but for the last, which is emptied when it was sent and not `kept`.
int send_whole(Socket& to, bool load_balanced, Parts& parts, std::size_t count, bool kept) noexcept {
    for (std::size_t index = 0; index < count; ++index) {
        const bool more = index + 1 < count;
        int code = 0;
        if (more || kept) {
            Message share;
            if (share.share(parts[index])) return ENOMEM;
            code = to.send(share, more);
        } else {
            code = to.send(parts[index], false);
        }
        if (code == 0) continue;
        // Ends the state in which libzmq swallows the rest of the message.
        for (std::size_t left = count - index; index > 0 && more && load_balanced && left > 0; --left) {
            Message empty;
            static_cast<void>(to.send(empty, left > 1));
        }
        return code;
    }
    return 0;
}

}  // namespace

void Proxy::control(Socket inner, Socket outer) noexcept {
    control_ = std::move(inner);
    doorbell_ = std::move(outer);
    // A doorbell that nobody heard must not keep the context from its end.
    for (Socket* const end : {&control_, &doorbell_}) static_cast<void>(end->set(ZMQ_LINGER, &kNoLinger, sizeof(int)));
}

void Proxy::adopt(Socket frontend, Socket backend, Socket capture) noexcept {
    sides_[index(ProxySide::kFrontend)].socket = std::move(frontend);
    sides_[index(ProxySide::kBackend)].socket = std::move(backend);
    sides_[index(ProxySide::kCapture)].socket = std::move(capture);
    Side& front = sides_[index(ProxySide::kFrontend)];
    Side& back = has(ProxySide::kBackend) ? sides_[index(ProxySide::kBackend)] : front;
    directions_[0].from = directions_[1].to = &front;
    directions_[0].to = directions_[1].from = &back;
    active_directions_ = &front == &back ? 1 : 2;
}

void Proxy::command(State state) noexcept {
    const std::lock_guard lock(command_mutex_);
    if (state_.load(std::memory_order_relaxed) == State::kTerminated) return;
    state_.store(state, std::memory_order_release);
    if (doorbell_.closed() || std::exchange(rung_, true)) return;
    Message empty;
    // Fails only when the context ends, which wakes run() too.
    static_cast<void>(doorbell_.send(empty, false));
}

void Proxy::drain_control() noexcept {
    Message signal;
    while (control_.receive(signal) == 0) {
    }
    // Last: who commands in between does not ring, but the state is read after this.
    const std::lock_guard lock(command_mutex_);
    rung_ = false;
}

void Proxy::close() noexcept {
    for (Side& side : sides_) side.socket.close();
    control_.close();
    const std::lock_guard lock(command_mutex_);
    doorbell_.close();
}

ProxyEnd Proxy::run() {
    ProxyEnd end;
    try {
        end = loop();
    } catch (const std::bad_alloc&) {
        end = {{ENOMEM, "zmq_msg_recv"}, ProxySide::kFrontend};
    }
    // It was to end, and the context ended before it saw that.
    if (end.error.code == ETERM && state_.load(std::memory_order_acquire) == State::kTerminated) end = {};
    close();
    return end;
}

ProxyEnd Proxy::loop() {
    if (const ProxyEnd end = examine(); end.error) return end;
    for (bool again = false;;) {
        const State state = state_.load(std::memory_order_acquire);
        if (state == State::kTerminated) return {};
        if (const ProxyEnd end = look(); end.error) return end;

        bool tried = false;
        bool moved = false;
        for (std::size_t each = 0; state == State::kRunning && each < active_directions_; ++each) {
            if (!ready(directions_[each])) continue;
            tried = true;
            if (const ProxyEnd end = forward(directions_[each], moved); end.error) return end;
        }
        // What was tried may have handled a signal, for the other direction too. Only when nothing was tried since
        // all sockets were looked at does each new event come with a signal of its own.
        if (moved || (tried && !again)) {
            again = !moved;
            continue;
        }
        again = false;
        if (const Error error = wait(tried ? kRetryAfter : -1)) return {error, ProxySide::kFrontend};
    }
}

ProxyEnd Proxy::examine() noexcept {
    if (const Error error = control_.get(ZMQ_FD, control_descriptor_)) return {error, ProxySide::kFrontend};
    for (Side& side : sides_) {
        if (side.socket.closed()) continue;
        int type = 0;
        Error error = side.socket.get(ZMQ_FD, side.descriptor);
        if (!error) error = side.socket.get(ZMQ_TYPE, type);
        if (error) return {error, name(side)};
        side.load_balanced = type == ZMQ_PUSH || type == ZMQ_DEALER || type == ZMQ_REQ;
    }
    return {};
}

ProxyEnd Proxy::look() noexcept {
    for (Side& side : sides_) {
        if (side.socket.closed()) continue;
        if (const Error error = side.socket.events(side.events)) return {error, name(side)};
    }
    return {};
}

Error Proxy::wait(int milliseconds) noexcept {
    std::array<zmq_pollitem_t, kProxySides + 1> items{};
    int count = 0;
    items[count++] = {nullptr, control_descriptor_, ZMQ_POLLIN, 0};
    for (const Side& side : sides_) {
        if (!side.socket.closed()) items[count++] = {nullptr, side.descriptor, ZMQ_POLLIN, 0};
    }
    const Error error = check(zmq_poll(items.data(), count, milliseconds), "zmq_poll");
    if (items[0].revents != 0) drain_control();
    return error.code == EINTR ? Error{} : error;
}

bool Proxy::ready(const Direction& direction) const noexcept {
    const bool waits = direction.count > 0 || !direction.backlog.empty();
    if (!waits && (direction.from->events & ZMQ_POLLIN) == 0) return false;
    const Side& capture = sides_[index(ProxySide::kCapture)];
    if (!capture.socket.closed() && !direction.captured && (capture.events & ZMQ_POLLOUT) == 0) return false;
    return (direction.to->events & ZMQ_POLLOUT) != 0;
}

ProxyEnd Proxy::forward(Direction& direction, bool& moved) {
    const bool captured = has(ProxySide::kCapture);
    for (int burst = 0; burst < kBurst; ++burst) {
        if (state_.load(std::memory_order_relaxed) != State::kRunning) return {};
        if (direction.count == 0) {
            const int code = captured || !direction.backlog.empty() ? take(direction) : pass(direction);
            if (code == 0 && direction.count == 0) {
                moved = true;
                continue;
            }
            if (must_wait(code)) return {};
            if (code != 0) return {{code, "zmq_msg_recv"}, name(*direction.from)};
        }
        if (captured && !direction.captured) {
            const int code = capture(direction);
            if (must_wait(code)) return {};
            if (code != 0) return {{code, "zmq_msg_send"}, ProxySide::kCapture};
        }
        const int code = send(direction);
        if (must_wait(code)) return {};
        if (code != 0) return {{code, "zmq_msg_send"}, name(*direction.to)};
        moved = true;
    }
    return {};
}

int Proxy::pass(Direction& direction) {
    if (direction.parts.empty()) direction.parts.emplace_back();
    Message& part = direction.parts.front();
    if (const int code = direction.from->socket.receive(part)) return code;
    const std::size_t bytes = part.size();
    if (part.more()) return take_rest(direction, 1, bytes);
    add(direction.from->traffic.messages_received, 1);
    add(direction.from->traffic.bytes_received, bytes);
    if (direction.to->socket.send(part, false) == 0) {
        add(direction.to->traffic.messages_sent, 1);
        add(direction.to->traffic.bytes_sent, bytes);
        return 0;
    }
    // It is kept, and what kept it from going shows when it is tried again.
    direction.count = 1;
    direction.bytes = bytes;
    direction.captured = false;
    return 0;
}

int Proxy::take(Direction& direction) {
    if (direction.backlog.empty()) return take_rest(direction, 0, 0);
    direction.parts = std::move(direction.backlog.front());
    direction.backlog.pop_front();
    std::size_t bytes = 0;
    for (const Message& part : direction.parts) bytes += part.size();
    return taken(direction, direction.parts.size(), bytes);
}

int Proxy::take_rest(Direction& direction, std::size_t count, std::size_t bytes) {
    for (bool more = true; more; ++count) {
        if (count == direction.parts.size()) direction.parts.emplace_back();
        Message& part = direction.parts[count];
        // Parts arrive together, so that only the end of the context can come between them.
        if (const int code = direction.from->socket.receive(part)) return code;
        bytes += part.size();
        more = part.more();
    }
    return taken(direction, count, bytes);
}

int Proxy::taken(Direction& direction, std::size_t count, std::size_t bytes) noexcept {
    direction.count = count;
    direction.bytes = bytes;
    direction.captured = false;
    add(direction.from->traffic.messages_received, 1);
    add(direction.from->traffic.bytes_received, bytes);
    return 0;
}

int Proxy::capture(Direction& direction) noexcept {
    Side& capture = sides_[index(ProxySide::kCapture)];
    const int code = send_whole(capture.socket, capture.load_balanced, direction.parts, direction.count, true);
    if (code != 0) return code;
    direction.captured = true;
    add(capture.traffic.messages_sent, 1);
    add(capture.traffic.bytes_sent, direction.bytes);
    return 0;
}

int Proxy::send(Direction& direction) noexcept {
    Side& to = *direction.to;
    const int code = send_whole(to.socket, to.load_balanced, direction.parts, direction.count, false);
    if (code != 0) return code;
    // What was shared is let go of.
    for (std::size_t index = 0; index + 1 < direction.count; ++index) direction.parts[index] = Message();
    shrink(direction.parts);
    direction.count = 0;
    direction.captured = false;
    add(to.traffic.messages_sent, 1);
    add(to.traffic.bytes_sent, direction.bytes);
    return 0;
}

}  // namespace zmq_napi::core
