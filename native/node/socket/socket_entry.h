#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>

#include "node/binding/binding.h"
#include "node/context/lingering.h"
#include "node/context/shared_context.h"
#include "node/ids.h"
#include "node/message/metadata.h"
#include "node/message/outbound.h"
#include "node/reactor/reactor.h"
#include "zmq/part.h"
#include "zmq/socket.h"

namespace zmq_napi::node {

/// What went through a socket in one direction: whole messages, and the bytes of their parts.
struct Traffic {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;

    void count(std::size_t size) noexcept {
        ++messages;
        bytes += size;
    }
};

/// An open socket and what the addon keeps for it.
///
/// Thread: the JavaScript thread that opened it; after ProxyThread::hand_over(), the proxy's thread has its libzmq
/// socket. Ownership: a SocketTable, or a ProxyThread. The members are declared in an order such that the watcher ends
/// before the socket whose descriptor it watches, and the socket before its context.
struct SocketEntry {
    explicit SocketEntry(Binding::Hold opener) noexcept : binding(std::move(opener)) {}
    ~SocketEntry() { end(Lingering::Clock::now()); }
    SocketEntry(const SocketEntry&) = delete;
    SocketEntry& operator=(const SocketEntry&) = delete;

    /// Closes the socket, and tells its context for how long the messages that it has sent may linger from `now` on.
    /// Does not touch the watcher, so it may be called at the end of the process, when the event loop must not be used.
    /// Idempotent.
    void close(Lingering::Clock::time_point now) noexcept {
        if (socket.closed()) return;
        if (sent.messages > 0) context->lingering().socket_closed(socket.linger(), now);
        socket.close();
    }

    /// Ends the watcher, and closes the socket.
    void end(Lingering::Clock::time_point now) noexcept {
        watcher.reset();
        close(now);
    }

    /// Whether a receive has a result without libzmq, which does not report ZMQ_POLLIN for it.
    bool has_received() const noexcept { return !held_over.empty() || deferred_error != 0; }

    /// The binding that opened the socket, and is woken when the socket is ready.
    Binding::Hold binding;
    SocketId id = 0;
    int type = 0;
    std::shared_ptr<SharedContext> context;
    zmq::Socket socket;
    /// The kept messages: operations that wait until the socket is writable, first in, first out.
    std::deque<Outbound> outbound;
    /// A received message that had no room in the last batch, and goes first into the next.
    zmq::Parts held_over;
    /// The error of the next receive, an errno or 0. It followed the messages that the last receive has returned.
    int deferred_error = 0;
    /// Records the metadata of received messages. Null if JavaScript did not ask for any, as for most sockets.
    std::unique_ptr<Metadata> metadata;
    /// What JavaScript waits for, as bits of Interest.
    unsigned interest = 0;
    /// The messages that libzmq has accepted, and that it has delivered, prefetched ones included.
    Traffic sent;
    Traffic received;
    std::unique_ptr<Watcher> watcher;
};

}  // namespace zmq_napi::node
