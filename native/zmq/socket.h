#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "zmq/context.h"
#include "zmq/error.h"
#include "zmq/listeners.h"
#include "zmq/part.h"

namespace zmq_napi::zmq {

/// The type of the descriptor that ZMQ_FD names, and zmq_poller_fd.
#ifdef _WIN32
using Descriptor = std::uintptr_t;
#else
using Descriptor = int;
#endif

/// Owns a libzmq socket.
///
/// Thread: one at a time, with a full memory fence between two threads, as libzmq requires.
/// Errors: members return the errors of libzmq; none throws. A closed socket returns ENOTSOCK.
class Socket {
  public:
    Socket() noexcept = default;
    ~Socket() { close(); }
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&& other) noexcept;
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    /// Opens a socket of a ZMQ_* type. EMFILE at the context's limit, ETERM if the context ends, EINVAL for an unknown
    /// type.
    Error open(const Context& context, int type) noexcept;
    /// Idempotent. Does not block: libzmq sends the remaining messages in the background, as ZMQ_LINGER says. The
    /// socket's inproc names are free at once; libzmq alone would free them a moment later.
    void close() noexcept;
    bool closed() const noexcept { return handle_ == nullptr; }

    Error bind(const char* address) noexcept;
    Error unbind(const char* address) noexcept;
    Error connect(const char* address) noexcept;
    Error disconnect(const char* address) noexcept;

    /// `size` is the size of the memory at `value`, and becomes that of the option.
    Error get(int option, void* value, std::size_t& size) const noexcept;
    Error set(int option, const void* value, std::size_t size) noexcept;

    template <typename T>
    Error get(int option, T& value) const noexcept {
        std::size_t size = sizeof(T);
        return get(option, &value, size);
    }

    /// ZMQ_LINGER in ms; -1 means no limit. Also -1 if libzmq fails to tell, because the context has ended.
    int linger() const noexcept {
        int milliseconds = -1;
        return get(ZMQ_LINGER, milliseconds) ? -1 : milliseconds;
    }

    /// Whether a ROUTER has a peer with this routing id, as far as it has handled what its peers have signalled. False
    /// if libzmq cannot tell: for other types, and without its draft API.
    bool has_peer(const void* routing_id, std::size_t size) const noexcept;

    // --- monitoring

    /// The type of the socket that reads the events of a monitor. With libzmq's draft API it is ZMQ_SUB: then libzmq
    /// drops events for which the reader has no room, or if there is no reader. Otherwise it is ZMQ_PAIR, on which
    /// libzmq's I/O threads block: the reader needs an unlimited high-water mark, and must stay open until the monitor
    /// has stopped.
    static const int kMonitorReader;

    /// Has libzmq report the `events` (ZMQ_EVENT_*) of this socket at the inproc `address`. The reader should be
    /// connected to it before, or it may miss events. `version` 1 or 2 is the format of the messages, see
    /// zmq_socket_monitor_versioned(3). The monitor stops when libzmq has destroyed the socket, some time after
    /// close(); with a PAIR, in close(). The last event is ZMQ_EVENT_MONITOR_STOPPED. ENOTSUP for version 2 without
    /// libzmq's draft API, EMFILE at the context's limit, ETERM when it ends.
    Error monitor(const char* address, std::uint64_t events, int version) noexcept;
    /// Stops the monitor. Idempotent.
    void stop_monitor() noexcept;
    /// Has the monitor report ZMQ_EVENT_PIPES_STATS for each connection. The monitor must be of version 2, and must
    /// have requested this event. EAGAIN without a connection, EINVAL without such a monitor, ENOTSUP without libzmq's
    /// draft API.
    Error request_pipe_statistics() noexcept;

    // --- draft sockets

    // Only for draft sockets. ENOTSUP if libzmq was built without its draft API, or is too old.

    /// Begins or stops to receive the messages of a group, on a DISH. EINVAL if the DISH has joined the group already,
    /// or has not, respectively; for more than ZMQ_GROUP_MAX_LENGTH bytes; and for other types.
    Error join(const char* group) noexcept;
    Error leave(const char* group) noexcept;
    /// Connects a PEER. `routing_id` receives the routing id of the new peer. EFAULT with ZMQ_IMMEDIATE.
    Error connect_peer(const char* address, std::uint32_t& routing_id) noexcept;
    /// Ends the connection to one peer of a SERVER or PEER. EHOSTUNREACH for an unknown routing id, ENOTSUP if libzmq
    /// does not have zmq_disconnect_peer, as up to 4.3.5.
    Error disconnect_peer(std::uint32_t routing_id) noexcept;

    // --- messages

    /// Sends `part`, which empties it, and returns 0; or returns an errno and leaves it unchanged. EAGAIN if it would
    /// block. With `more`, further parts of the same message follow.
    int send(Part& part, bool more) noexcept;
    /// Replaces `part` by the next received part, and returns 0; or returns an errno. EAGAIN if it would block; then
    /// libzmq has handled everything that was signalled on ZMQ_FD.
    int receive(Part& part) noexcept;
    /// Do the same, but wait for at most `milliseconds`, at least 1. EAGAIN after that time, EINTR if a signal of the
    /// operating system came.
    int send_waiting(Part& part, bool more, int milliseconds) noexcept;
    int receive_waiting(Part& part, int milliseconds) noexcept;
    /// ZMQ_EVENTS: handles everything that was signalled on ZMQ_FD, and returns ZMQ_POLLIN and ZMQ_POLLOUT.
    Error events(int& mask) const noexcept;
    /// Handles everything that was signalled on ZMQ_FD, when the events are not needed. It avoids ZMQ_EVENTS on a SUB
    /// with ZMQ_CONFLATE if libzmq does not have the patches: that would take a message out of the queue, which a newer
    /// message could not replace any more. The end of a connection is then handled by the next receive.
    Error handle_signals() noexcept;

    /// The descriptor that becomes readable when libzmq signals something to the socket, after a call on the socket has
    /// handled everything before (a receive that ended with EAGAIN, or events()).
    ///
    /// Most types have ZMQ_FD. Any call on the socket that handles the signal makes it unreadable. Thread-safe sockets
    /// (the draft types except DGRAM) do not have it. They get the descriptor of a zmq_poller, which exists until
    /// close(). libzmq adds each signal to it, and only take_signals() removes signals. So it may be readable although
    /// everything was handled, but it never misses a signal.
    ///
    /// Thread: that of the socket, for both functions; another thread may poll the descriptor. EMFILE if the process
    /// has no descriptor left.
    Error descriptor(Descriptor& descriptor) noexcept;
    /// Removes signals from the descriptor of a thread-safe socket and handles them, up to a limit; the remaining ones
    /// keep the descriptor readable. Must be called when the descriptor is readable, before other calls on the socket.
    /// Does nothing for other types.
    void take_signals() noexcept {
        if (poller_ != nullptr) take_poller_signals();
    }

    void* handle() const noexcept { return handle_; }

    /// The listeners of the socket; inproc names are not among them.
    const std::vector<Listener>& listeners() const noexcept { return listeners_; }

  private:
    void take_poller_signals() noexcept;
    /// Throws std::bad_alloc.
    void note_bound(const char* address, int descriptor);
    void note_ended(const char* endpoint) noexcept;

    void* handle_ = nullptr;
    /// The zmq_poller of a thread-safe socket; null until descriptor() is called. Ends before the socket.
    void* poller_ = nullptr;
    /// The inproc addresses to which the socket is bound.
    std::vector<std::string> names_;
    std::vector<Listener> listeners_;
};

}  // namespace zmq_napi::zmq
