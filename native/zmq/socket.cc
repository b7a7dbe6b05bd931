#include "zmq/socket.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

namespace zmq_napi::zmq {

namespace {

/// The most signals that take_signals() removes at once, because peers may signal as fast as it removes.
constexpr int kMostSignals = 100;

/// Longer than any endpoint of tcp, ws and ipc.
constexpr std::size_t kLongestEndpoint = 1024;

// The vendored zmq.h declares zmq_disconnect_peer, as versions after 4.3.5 do. Neither the version nor a macro tells
// whether it is declared. The compiler does, because the call depends on a template parameter, the type of the handle.
template <typename Handle>
auto call_disconnect_peer(Handle handle, std::uint32_t routing_id, int) noexcept
    -> decltype(zmq_disconnect_peer(handle, routing_id)) {
    return zmq_disconnect_peer(handle, routing_id) == 0 ? 0 : zmq_errno();
}

template <typename Handle>
int call_disconnect_peer(Handle, std::uint32_t, long) noexcept {
    return ENOTSUP;
}

}  // namespace

Socket::Socket(Socket&& other) noexcept
    : handle_(std::exchange(other.handle_, nullptr)),
      poller_(std::exchange(other.poller_, nullptr)),
      names_(std::exchange(other.names_, {})),
      listeners_(std::exchange(other.listeners_, {})) {}

Socket& Socket::operator=(Socket&& other) noexcept {
    if (this != &other) {
        close();
        handle_ = std::exchange(other.handle_, nullptr);
        poller_ = std::exchange(other.poller_, nullptr);
        names_ = std::exchange(other.names_, {});
        listeners_ = std::exchange(other.listeners_, {});
    }
    return *this;
}

Error Socket::open(const Context& context, int type) noexcept {
    close();
    handle_ = zmq_socket(context.handle(), type);
    return handle_ == nullptr ? Error{zmq_errno(), "zmq_socket"} : Error{};
}

void Socket::close() noexcept {
    // This fails only if the context has ended, and then the name is free.
    for (const std::string& name : std::exchange(names_, {})) zmq_unbind(handle_, name.c_str());
    for (const Listener& listener : std::exchange(listeners_, {})) listeners::note_closing(listener);
#ifndef ZMQ_BUILD_DRAFT_API
    // The reader may be closed next, and then libzmq's threads would block on it.
    stop_monitor();
#endif
#ifdef ZMQ_BUILD_DRAFT_API
    // The poller removes its signaler from the socket, so it must end first.
    if (poller_ != nullptr) zmq_poller_destroy(&poller_);
#endif
    // zmq_close fails only for something that is not a socket.
    if (void* const handle = std::exchange(handle_, nullptr)) zmq_close(handle);
}

Error Socket::bind(const char* address) noexcept {
    int descriptor = Listener::kOwnDescriptor;
    static_cast<void>(get(ZMQ_USE_FD, descriptor));
    const Error error = check(zmq_bind(handle_, address), "zmq_bind");
    if (error) return error;
    try {
        note_bound(address, descriptor);
    } catch (const std::bad_alloc&) {
        // libzmq frees an inproc name some time after the close, and no bind waits for the listener of this socket.
    }
    return error;
}

void Socket::note_bound(const char* address, int descriptor) {
    if (std::strncmp(address, "inproc:", std::strlen("inproc:")) == 0) {
        names_.emplace_back(address);
        return;
    }
    char endpoint[kLongestEndpoint] = {};
    std::size_t size = sizeof endpoint;
    const bool known = !get(ZMQ_LAST_ENDPOINT, endpoint, size);
    listeners_.push_back({known ? endpoint : address, descriptor});
    listeners::note_bound(listeners_.back());
}

void Socket::note_ended(const char* endpoint) noexcept {
    names_.erase(std::remove(names_.begin(), names_.end(), endpoint), names_.end());
    const auto ended = std::partition(listeners_.begin(), listeners_.end(),
                                      [endpoint](const Listener& listener) { return listener.endpoint != endpoint; });
    std::for_each(ended, listeners_.end(), listeners::note_closing);
    listeners_.erase(ended, listeners_.end());
}

Error Socket::unbind(const char* address) noexcept {
    const Error error = check(zmq_unbind(handle_, address), "zmq_unbind");
    if (!error) note_ended(address);
    return error;
}

Error Socket::connect(const char* address) noexcept { return check(zmq_connect(handle_, address), "zmq_connect"); }

Error Socket::disconnect(const char* address) noexcept {
    const Error error = check(zmq_disconnect(handle_, address), "zmq_disconnect");
    // libzmq makes no difference between this and unbind.
    if (!error) note_ended(address);
    return error;
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
    // This fails only if the context has ended, which has stopped the monitor, or if the socket is closed.
    zmq_socket_monitor(handle_, nullptr, 0);
}

Error Socket::join(const char* group) noexcept {
#ifdef ZMQ_BUILD_DRAFT_API
    return check(zmq_join(handle_, group), "zmq_join");
#else
    static_cast<void>(group);
    return {ENOTSUP, "zmq_join"};
#endif
}

Error Socket::leave(const char* group) noexcept {
#ifdef ZMQ_BUILD_DRAFT_API
    return check(zmq_leave(handle_, group), "zmq_leave");
#else
    static_cast<void>(group);
    return {ENOTSUP, "zmq_leave"};
#endif
}

Error Socket::connect_peer(const char* address, std::uint32_t& routing_id) noexcept {
#ifdef ZMQ_BUILD_DRAFT_API
    routing_id = zmq_connect_peer(handle_, address);
    return routing_id == 0 ? Error{zmq_errno(), "zmq_connect_peer"} : Error{};
#else
    static_cast<void>(address);
    routing_id = 0;
    return {ENOTSUP, "zmq_connect_peer"};
#endif
}

Error Socket::disconnect_peer(std::uint32_t routing_id) noexcept {
    return {call_disconnect_peer(handle_, routing_id, 0), "zmq_disconnect_peer"};
}

int Socket::send(Part& part, bool more) noexcept {
    const int flags = more ? ZMQ_DONTWAIT | ZMQ_SNDMORE : ZMQ_DONTWAIT;
    while (zmq_msg_send(part.handle(), handle_, flags) == -1) {
        const int code = zmq_errno();
        if (code != EINTR) return code;
    }
    return 0;
}

int Socket::receive(Part& part) noexcept {
    while (zmq_msg_recv(part.handle(), handle_, ZMQ_DONTWAIT) == -1) {
        const int code = zmq_errno();
        if (code != EINTR) return code;
    }
    return 0;
}

namespace {

/// Sets a time-out of the socket, and restores it at the end of the scope.
class ScopedSocketTimeout {
  public:
    ScopedSocketTimeout(Socket& socket, int option, int milliseconds) noexcept : socket_(socket), option_(option) {
        // Both fail only if the socket is closed or its context has ended. Then the call that would wait fails too.
        static_cast<void>(socket_.get(option_, before_));
        static_cast<void>(socket_.set(option_, &milliseconds, sizeof milliseconds));
    }
    ~ScopedSocketTimeout() { static_cast<void>(socket_.set(option_, &before_, sizeof before_)); }
    ScopedSocketTimeout(const ScopedSocketTimeout&) = delete;
    ScopedSocketTimeout& operator=(const ScopedSocketTimeout&) = delete;

  private:
    Socket& socket_;
    int option_;
    int before_ = -1;
};

}  // namespace

int Socket::send_waiting(Part& part, bool more, int milliseconds) noexcept {
    const ScopedSocketTimeout timeout(*this, ZMQ_SNDTIMEO, milliseconds);
    return zmq_msg_send(part.handle(), handle_, more ? ZMQ_SNDMORE : 0) == -1 ? zmq_errno() : 0;
}

int Socket::receive_waiting(Part& part, int milliseconds) noexcept {
    const ScopedSocketTimeout timeout(*this, ZMQ_RCVTIMEO, milliseconds);
    return zmq_msg_recv(part.handle(), handle_, 0) == -1 ? zmq_errno() : 0;
}

Error Socket::descriptor(Descriptor& descriptor) noexcept {
    const Error error = get(ZMQ_FD, descriptor);
#ifdef ZMQ_BUILD_DRAFT_API
    // A thread-safe socket returns EINVAL.
    if (error.code != EINVAL) return error;
    if (poller_ == nullptr) {
        poller_ = zmq_poller_new();
        if (poller_ == nullptr) return {zmq_errno(), "zmq_poller_new"};
        if (zmq_poller_add(poller_, handle_, nullptr, ZMQ_POLLIN | ZMQ_POLLOUT) == -1) {
            const Error failed{zmq_errno(), "zmq_poller_add"};
            zmq_poller_destroy(&poller_);
            return failed;
        }
        // Handles everything that was signalled before the poller existed. The poller signals everything after this.
        int mask = 0;
        static_cast<void>(events(mask));
    }
    return check(zmq_poller_fd(poller_, &descriptor), "zmq_poller_fd");
#else
    return error;
#endif
}

void Socket::take_poller_signals() noexcept {
#ifdef ZMQ_BUILD_DRAFT_API
    zmq_pollitem_t item{nullptr, {}, ZMQ_POLLIN, 0};
    if (zmq_poller_fd(poller_, &item.fd) == -1) return;
    zmq_poller_event_t event{};
    // zmq_poller_wait removes one signal, and does not tell how many are left.
    for (int left = kMostSignals; left > 0 && zmq_poll(&item, 1, 0) > 0; --left) {
        static_cast<void>(zmq_poller_wait(poller_, &event, 0));
    }
#endif
}

Error Socket::events(int& mask) const noexcept {
    mask = 0;
    Error error;
    do {
        error = get(ZMQ_EVENTS, mask);
    } while (error.code == EINTR);
    return error;
}

Error Socket::handle_signals() noexcept {
    int mask = 0;
#ifndef ZMQ_NAPI_VENDORED_LIBZMQ
    int type = 0;
    int conflate = 0;
    static_cast<void>(get(ZMQ_TYPE, type));
    static_cast<void>(get(ZMQ_CONFLATE, conflate));
    if (type == ZMQ_SUB && conflate != 0) {
        // It handles what was signalled before it checks the address, which is invalid.
        static_cast<void>(zmq_disconnect(handle_, ""));
        return zmq_errno() == ETERM ? Error{ETERM, "zmq_disconnect"} : Error{};
    }
#endif
    return events(mask);
}

}  // namespace zmq_napi::zmq
