#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "zmq/context.h"
#include "zmq/error.h"
#include "zmq/listeners.h"
#include "zmq/message.h"

namespace zmq_napi::core {

/// The type of the descriptor that ZMQ_FD names, and zmq_poller_fd.
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
    /// Idempotent, never blocks: what was sent leaves in the background, as ZMQ_LINGER says. Its inproc names are free
    /// when it returns, where libzmq alone would free them a moment later.
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

    /// ZMQ_LINGER, in ms; -1 for ever, also where libzmq does not say: when the context has ended.
    int linger() const noexcept {
        int milliseconds = -1;
        return get(ZMQ_LINGER, milliseconds) ? -1 : milliseconds;
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

    // --- draft sockets

    // What only draft sockets have. ENOTSUP where libzmq was built without its draft API, or is older than that.

    /// A DISH receives the messages of a group from now on, or no longer. EINVAL if it does already, or did not; for
    /// more than ZMQ_GROUP_MAX_LENGTH bytes; and for other types.
    Error join(const char* group) noexcept;
    Error leave(const char* group) noexcept;
    /// connect() of a PEER, that tells by which routing id the peer is known here. EFAULT with ZMQ_IMMEDIATE.
    Error connect_peer(const char* address, std::uint32_t& routing_id) noexcept;
    /// Ends the connection to one peer of a SERVER or PEER. EHOSTUNREACH for a routing id that is not known, ENOTSUP
    /// where libzmq has no zmq_disconnect_peer, as up to 4.3.5.
    Error disconnect_peer(std::uint32_t routing_id) noexcept;

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
    /// The same for when nobody asks: handles what was signalled. A libzmq without our patches takes a message out of
    /// its queue when a SUB is asked for ZMQ_EVENTS, and with ZMQ_CONFLATE a newer one cannot replace it any more;
    /// there a connection's end is handled with the next receive.
    Error settle() noexcept;

    /// The descriptor that becomes readable when there is something to look at. What it means is the same for all
    /// types: it tells of what was signalled since a call on the socket has last handled everything (a receive that
    /// ended with EAGAIN, events()), and nothing more.
    ///
    /// Most types have ZMQ_FD, which any call on the socket that handles the signal makes unreadable again. Thread-safe
    /// sockets (the draft types but DGRAM) have none. They get that of a zmq_poller, which lives until close(): libzmq
    /// adds one to it with each signal, calls on the socket take nothing away, and only consume() does. It may
    /// therefore be readable although all was handled: a look in vain, and never a signal that is missed.
    ///
    /// Thread: that of the socket for both; another may poll the descriptor. EMFILE when the process has no more.
    Error descriptor(Descriptor& descriptor) noexcept;
    /// Takes what was signalled off the descriptor of a thread-safe socket, and handles it, up to a bound: what is left
    /// keeps the descriptor readable. To be called when it was seen readable, before the look at the socket. Nothing to
    /// do for other types.
    void consume() noexcept {
        if (poller_ != nullptr) consume_signals();
    }

    void* handle() const noexcept { return handle_; }

    /// Where it is bound, inproc names excepted.
    const std::vector<Listener>& listeners() const noexcept { return listeners_; }

  private:
    void consume_signals() noexcept;
    /// Throws std::bad_alloc.
    void note_bound(const char* address, int descriptor);
    void note_ended(const char* endpoint) noexcept;

    void* handle_ = nullptr;
    /// The zmq_poller whose descriptor a thread-safe socket has; null until it is asked for. Ends before the socket.
    void* poller_ = nullptr;
    /// The inproc addresses that it is bound to.
    std::vector<std::string> names_;
    std::vector<Listener> listeners_;
};

}  // namespace zmq_napi::core
