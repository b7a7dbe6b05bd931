#include "zmq/proxy.h"

#include <cerrno>
#include <new>
#include <utility>

#include "zmq/send_whole.h"

namespace zmq_napi::zmq {

namespace {

/// The number of messages that go in one direction before the other direction has its turn.
constexpr int kBurst = 1000;

/// libzmq sends no further signal after a socket that is writable has refused a message: a mandatory ROUTER one of
/// whose peers is full, an XPUB with XPUB_NODROP. So the message is tried again after this many milliseconds.
constexpr int kRetryAfter = 10;

constexpr int kNoLinger = 0;

/// Whether an operation only has to wait. A REQ or REP returns EFSM when it is not its turn.
bool must_wait(int code) noexcept { return code == EAGAIN || code == EFSM; }

void add(std::atomic<std::uint64_t>& counter, std::uint64_t value) noexcept {
    // There is only one writer, so no locked instruction is needed.
    counter.store(counter.load(std::memory_order_relaxed) + value, std::memory_order_relaxed);
}

/// A cursor for send_whole(). Gives copies of all parts but the last. Gives the last part itself, which the send
/// empties; or with `keep` a copy of it too.
class PartsCursor {
  public:
    PartsCursor(Parts& parts, std::size_t count, bool keep) noexcept
        : next_(parts.data()), last_(next_ + count - 1), keep_(keep) {}

    bool more() const noexcept { return next_ != last_; }
    Part* next() noexcept {
        if (next_ == last_ && !keep_) return next_;
        return copy_.share(*next_++) ? nullptr : &copy_;
    }

  private:
    Part* next_;
    Part* const last_;
    const bool keep_;
    Part copy_;
};

}  // namespace

void Proxy::set_wake_up(Socket receiver, Socket sender) noexcept {
    wake_up_ = std::move(receiver);
    wake_up_sender_ = std::move(sender);
    // A wake-up that was not received must not delay the end of the context.
    for (Socket* const pair : {&wake_up_, &wake_up_sender_}) {
        static_cast<void>(pair->set(ZMQ_LINGER, &kNoLinger, sizeof kNoLinger));
    }
}

void Proxy::set_sockets(Socket frontend, Socket backend, Socket capture) noexcept {
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
    if (wake_up_sender_.closed() || std::exchange(wake_up_pending_, true)) return;
    Part empty;
    // This fails only if the context ends, which wakes run() too.
    static_cast<void>(wake_up_sender_.send(empty, false));
}

void Proxy::handle_wake_up() noexcept {
    Part signal;
    while (wake_up_.receive(signal) == 0) {
    }
    // Last: a command that comes before this sends no wake-up, but run() reads the state after this.
    const std::lock_guard lock(command_mutex_);
    wake_up_pending_ = false;
}

void Proxy::close() noexcept {
    for (Side& side : sides_) side.socket.close();
    wake_up_.close();
    const std::lock_guard lock(command_mutex_);
    wake_up_sender_.close();
}

ProxyEnd Proxy::run() {
    ProxyEnd end;
    try {
        end = loop();
    } catch (const std::bad_alloc&) {
        end = {{ENOMEM, "zmq_msg_recv"}, ProxySide::kFrontend};
    }
    // The context ended after terminate(), before this thread read the state.
    if (end.error.code == ETERM && state_.load(std::memory_order_acquire) == State::kTerminated) end = {};
    close();
    return end;
}

ProxyEnd Proxy::loop() {
    if (const ProxyEnd end = init(); end.error) return end;
    for (bool again = false;;) {
        const State state = state_.load(std::memory_order_acquire);
        if (state == State::kTerminated) return {};
        if (const ProxyEnd end = poll_events(); end.error) return end;

        bool tried = false;
        bool moved = false;
        for (std::size_t each = 0; state == State::kRunning && each < active_directions_; ++each) {
            if (!ready(directions_[each])) continue;
            tried = true;
            if (const ProxyEnd end = forward(directions_[each], moved); end.error) return end;
        }
        // Any operation may have handled a signal, also one for the other direction. Only if none was tried after
        // poll_events() does every new event come with a signal of its own.
        if (moved || (tried && !again)) {
            again = !moved;
            continue;
        }
        again = false;
        if (const Error error = wait(tried ? kRetryAfter : -1)) return {error, ProxySide::kFrontend};
    }
}

ProxyEnd Proxy::init() noexcept {
    if (const Error error = wake_up_.get(ZMQ_FD, wake_up_descriptor_)) return {error, ProxySide::kFrontend};
    for (Side& side : sides_) {
        if (side.socket.closed()) continue;
        Error error = side.socket.get(ZMQ_FD, side.descriptor);
        if (!error) error = side.socket.get(ZMQ_TYPE, side.type);
        if (error) return {error, name(side)};
    }
    return {};
}

ProxyEnd Proxy::poll_events() noexcept {
    for (Side& side : sides_) {
        if (side.socket.closed()) continue;
        if (const Error error = side.socket.events(side.events)) return {error, name(side)};
    }
    return {};
}

Error Proxy::wait(int milliseconds) noexcept {
    std::array<zmq_pollitem_t, kProxySides + 1> items{};
    int count = 0;
    items[count++] = {nullptr, wake_up_descriptor_, ZMQ_POLLIN, 0};
    for (const Side& side : sides_) {
        if (!side.socket.closed()) items[count++] = {nullptr, side.descriptor, ZMQ_POLLIN, 0};
    }
    const Error error = check(zmq_poll(items.data(), count, milliseconds), "zmq_poll");
    if (items[0].revents != 0) handle_wake_up();
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
            const int code = captured || !direction.backlog.empty() ? receive(direction) : receive_and_send(direction);
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

int Proxy::receive_and_send(Direction& direction) {
    if (direction.parts.empty()) direction.parts.emplace_back();
    Part& part = direction.parts.front();
    if (const int code = direction.from->socket.receive(part)) return code;
    const std::size_t bytes = part.size();
    if (part.more()) return receive_rest(direction, 1, bytes);
    add(direction.from->traffic.messages_received, 1);
    add(direction.from->traffic.bytes_received, bytes);
    if (direction.to->socket.send(part, false) == 0) {
        add(direction.to->traffic.messages_sent, 1);
        add(direction.to->traffic.bytes_sent, bytes);
        return 0;
    }
    // The error shows when the message is tried again.
    direction.count = 1;
    direction.bytes = bytes;
    direction.captured = false;
    return 0;
}

int Proxy::receive(Direction& direction) {
    if (direction.backlog.empty()) return receive_rest(direction, 0, 0);
    direction.parts = std::move(direction.backlog.front());
    direction.backlog.pop_front();
    std::size_t bytes = 0;
    for (const Part& part : direction.parts) bytes += part.size();
    return received(direction, direction.parts.size(), bytes);
}

int Proxy::receive_rest(Direction& direction, std::size_t count, std::size_t bytes) {
    for (bool more = true; more; ++count) {
        if (count == direction.parts.size()) direction.parts.emplace_back();
        Part& part = direction.parts[count];
        // The parts of a message arrive together, so only the end of the context can come between them.
        if (const int code = direction.from->socket.receive(part)) return code;
        bytes += part.size();
        more = part.more();
    }
    return received(direction, count, bytes);
}

int Proxy::received(Direction& direction, std::size_t count, std::size_t bytes) noexcept {
    direction.count = count;
    direction.bytes = bytes;
    direction.captured = false;
    add(direction.from->traffic.messages_received, 1);
    add(direction.from->traffic.bytes_received, bytes);
    return 0;
}

int Proxy::capture(Direction& direction) noexcept {
    Side& capture = sides_[index(ProxySide::kCapture)];
    PartsCursor cursor(direction.parts, direction.count, true);
    const int code = send_whole(capture.socket, capture.type, cursor);
    if (code != 0) return code;
    direction.captured = true;
    add(capture.traffic.messages_sent, 1);
    add(capture.traffic.bytes_sent, direction.bytes);
    return 0;
}

int Proxy::send(Direction& direction) noexcept {
    Side& to = *direction.to;
    PartsCursor cursor(direction.parts, direction.count, false);
    const int code = send_whole(to.socket, to.type, cursor);
    if (code != 0) return code;
    // libzmq has copies of these, which share their memory.
    for (std::size_t index = 0; index + 1 < direction.count; ++index) direction.parts[index] = Part();
    shrink(direction.parts);
    direction.count = 0;
    direction.captured = false;
    add(to.traffic.messages_sent, 1);
    add(to.traffic.bytes_sent, direction.bytes);
    return 0;
}

}  // namespace zmq_napi::zmq
