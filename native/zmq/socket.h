#pragma once

#include <cstddef>
#include <cstdint>

#include "zmq/context.h"
#include "zmq/error.h"
#include "zmq/message.h"

namespace zmq_napi::core {

/// The type of the descriptor that ZMQ_FD names.
#ifdef _WIN32
using Descriptor = std::uintptr_t;
#else
using Descriptor = int;
#endif

/// Owns a libzmq socket.
///
/// Thread: one at a time, and as libzmq asks, with a full memory fence where it goes from one to another.
/// Errors: every member returns what libzmq set; none throws. A closed socket gives ENOTSOCK.
class Socket {
  public:
    Socket() noexcept = default;
    ~Socket() { close(); }
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&& other) noexcept;
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    /// Opens a socket of a ZMQ_* type. EMFILE at the context's limit, ETERM when it ends, EINVAL for an unknown type.
    Error open(const Context& context, int type) noexcept;
    /// Idempotent, never blocks: what was sent leaves in the background, as ZMQ_LINGER says.
    void close() noexcept;
    bool closed() const noexcept { return handle_ == nullptr; }

    Error bind(const char* address) noexcept;
    Error unbind(const char* address) noexcept;
    Error connect(const char* address) noexcept;
    Error disconnect(const char* address) noexcept;

    /// `size` is the room at `value` before the call, and what was written after it.
    Error get(int option, void* value, std::size_t& size) const noexcept;
    Error set(int option, const void* value, std::size_t size) noexcept;

    template <typename T>
    Error get(int option, T& value) const noexcept {
        std::size_t size = sizeof(T);
        return get(option, &value, size);
    }

    /// Whether a ROUTER has a peer of that routing id, as far as it has handled what its peers signalled. False where
    /// libzmq cannot tell: for other types, and without its draft API.
    bool has_peer(const void* routing_id, std::size_t size) const noexcept;

    // --- monitoring

    /// The type of the socket that reads what a monitor reports. ZMQ_SUB where libzmq has its draft API: a publisher
    /// drops what its reader has no room for, and needs none. Else ZMQ_PAIR, on which libzmq's I/O threads block: the
    /// reader needs an unlimited high-water mark, and must stay open until the monitor has stopped.
    static const int kMonitorReader;

    /// Has libzmq report the `events` (ZMQ_EVENT_*) of this socket at the inproc `address`, to which the reader should
    /// be connected already, so that it misses none. `version` 1 or 2 is the form of the messages, see
    /// zmq_socket_monitor_versioned(3). Ends when the socket is gone from libzmq, some time after close(), with
    /// ZMQ_EVENT_MONITOR_STOPPED as the last event; with a PAIR, at close() itself.
    /// ENOTSUP for version 2 without libzmq's draft API, EMFILE at the context's limit, ETERM when it ends.
    Error monitor(const char* address, std::uint64_t events, int version) noexcept;
    /// Ends what monitor() began. Idempotent.
    void stop_monitor() noexcept;
    /// Has the monitor report ZMQ_EVENT_PIPES_STATS for each connection, which takes a version 2 that asked for it.
    /// EAGAIN without a connection, EINVAL without such a monitor, ENOTSUP without libzmq's draft API.
    Error request_pipe_statistics() noexcept;

    // --- messages

    /// Hands `part` to libzmq, which empties it, and returns 0; or returns an errno and leaves it as it was.
    /// EAGAIN when it would block. `more`: further parts of the same message follow.
    int send(Message& part, bool more) noexcept;
    /// Replaces `part` by the next part of what was received, and returns 0; or returns an errno. EAGAIN when it
    /// would block, after which libzmq has handled everything that was signalled on ZMQ_FD.
    int receive(Message& part) noexcept;
    /// send() and receive(), which wait for at most `milliseconds`, at least 1: EAGAIN when they are over, EINTR when a
    /// signal came.
    int send_waiting(Message& part, bool more, int milliseconds) noexcept;
    int receive_waiting(Message& part, int milliseconds) noexcept;
    /// ZMQ_EVENTS: handles everything that was signalled on ZMQ_FD, and returns ZMQ_POLLIN and ZMQ_POLLOUT.
    Error events(int& mask) const noexcept;

    void* handle() const noexcept { return handle_; }

  private:
    void* handle_ = nullptr;
};

}  // namespace zmq_napi::core
