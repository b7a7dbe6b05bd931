#include "zmq/socket.h"

#include <cerrno>
#include <utility>

namespace zmq_napi::core {

Socket::Socket(Socket&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
    if (this != &other) {
        close();
        handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
}

Error Socket::open(const Context& context, int type) noexcept {
    close();
    handle_ = zmq_socket(context.handle(), type);
    return handle_ == nullptr ? Error{zmq_errno(), "zmq_socket"} : Error{};
}

void Socket::close() noexcept {
#ifndef ZMQ_BUILD_DRAFT_API
    // Its reader may be closed next, and libzmq's threads would wait for it.
    stop_monitor();
#endif
    // zmq_close fails only for what is no socket.
    if (void* const handle = std::exchange(handle_, nullptr)) zmq_close(handle);
}

Error Socket::bind(const char* address) noexcept { return check(zmq_bind(handle_, address), "zmq_bind"); }

Error Socket::unbind(const char* address) noexcept { return check(zmq_unbind(handle_, address), "zmq_unbind"); }

Error Socket::connect(const char* address) noexcept { return check(zmq_connect(handle_, address), "zmq_connect"); }

Error Socket::disconnect(const char* address) noexcept {
    return check(zmq_disconnect(handle_, address), "zmq_disconnect");
}

Error Socket::get(int option, void* value, std::size_t& size) const noexcept {
    return check(zmq_getsockopt(handle_, option, value, &size), "zmq_getsockopt");
}

Error Socket::set(int option, const void* value, std::size_t size) noexcept {
    return check(zmq_setsockopt(handle_, option, value, size), "zmq_setsockopt");
}

bool Socket::has_peer(const void* routing_id, std::size_t size) const noexcept {
#ifdef ZMQ_BUILD_DRAFT_API
    return zmq_socket_get_peer_state(handle_, routing_id, size) != -1;
#else
    static_cast<void>(routing_id);
    static_cast<void>(size);
    return false;
#endif
}

#ifdef ZMQ_BUILD_DRAFT_API

const int Socket::kMonitorReader = ZMQ_SUB;

Error Socket::monitor(const char* address, std::uint64_t events, int version) noexcept {
    return check(zmq_socket_monitor_versioned(handle_, address, events, version, ZMQ_PUB),
                 "zmq_socket_monitor_versioned");
}

Error Socket::request_pipe_statistics() noexcept {
    return check(zmq_socket_monitor_pipes_stats(handle_), "zmq_socket_monitor_pipes_stats");
}

#else

const int Socket::kMonitorReader = ZMQ_PAIR;

Error Socket::monitor(const char* address, std::uint64_t events, int version) noexcept {
    if (version != 1) return {ENOTSUP, "zmq_socket_monitor_versioned"};
    return check(zmq_socket_monitor(handle_, address, static_cast<int>(events)), "zmq_socket_monitor");
}

Error Socket::request_pipe_statistics() noexcept { return {ENOTSUP, "zmq_socket_monitor_pipes_stats"}; }

#endif

void Socket::stop_monitor() noexcept {
    // Fails only when the context has ended, which stopped it, and for a socket that is closed.
    zmq_socket_monitor(handle_, nullptr, 0);
}

int Socket::send(Message& part, bool more) noexcept {
    const int flags = more ? ZMQ_DONTWAIT | ZMQ_SNDMORE : ZMQ_DONTWAIT;
    while (zmq_msg_send(part.handle(), handle_, flags) == -1) {
        const int code = zmq_errno();
        if (code != EINTR) return code;
    }
    return 0;
}

int Socket::receive(Message& part) noexcept {
    while (zmq_msg_recv(part.handle(), handle_, ZMQ_DONTWAIT) == -1) {
        const int code = zmq_errno();
        if (code != EINTR) return code;
    }
    return 0;
}

namespace {

/// Sets a time-out of the socket for as long as it lives.
class Patience {
  public:
    Patience(Socket& socket, int option, int milliseconds) noexcept : socket_(socket), option_(option) {
        // Both fail only for a socket that is closed or whose context ended, and then so does the call that would wait.
        static_cast<void>(socket_.get(option_, before_));
        static_cast<void>(socket_.set(option_, &milliseconds, sizeof milliseconds));
    }
    ~Patience() { static_cast<void>(socket_.set(option_, &before_, sizeof before_)); }
    Patience(const Patience&) = delete;
    Patience& operator=(const Patience&) = delete;

  private:
    Socket& socket_;
    int option_;
    int before_ = -1;
};

}  // namespace

int Socket::send_waiting(Message& part, bool more, int milliseconds) noexcept {
    const Patience patience(*this, ZMQ_SNDTIMEO, milliseconds);
    return zmq_msg_send(part.handle(), handle_, more ? ZMQ_SNDMORE : 0) == -1 ? zmq_errno() : 0;
}

int Socket::receive_waiting(Message& part, int milliseconds) noexcept {
    const Patience patience(*this, ZMQ_RCVTIMEO, milliseconds);
    return zmq_msg_recv(part.handle(), handle_, 0) == -1 ? zmq_errno() : 0;
}

Error Socket::events(int& mask) const noexcept {
    mask = 0;
    Error error;
    do {
        error = get(ZMQ_EVENTS, mask);
    } while (error.code == EINTR);
    return error;
}

}  // namespace zmq_napi::core
