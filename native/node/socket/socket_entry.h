#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "node/binding/binding.h"
#include "node/context/lingering.h"
#include "node/context/shared_context.h"
#include "node/message/metadata.h"
#include "node/message/outbound.h"
#include "node/reactor/reactor.h"
#include "zmq/message.h"
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

/// An open socket, as its JavaScript thread has it. The watcher ends before the socket whose descriptor it watches, the
/// socket before its context.
struct SocketEntry {
    explicit SocketEntry(Facade::Hold opener) noexcept : facade(std::move(opener)) {}
    ~SocketEntry() { end(Lingering::Clock::now()); }
    SocketEntry(const SocketEntry&) = delete;
    SocketEntry& operator=(const SocketEntry&) = delete;

    /// Closes the socket, and tells its context how long what it has sent may linger from `now` on. Leaves the watcher
    /// as it is: at the end of the process the event loop is not touched any more. Idempotent.
    void close(Lingering::Clock::time_point now) noexcept {
        if (socket.closed()) return;
        if (sent.messages > 0) context->lingering().closed(socket.linger(), now);
        socket.close();
    }

    /// close(), after the watcher has ended.
    void end(Lingering::Clock::time_point now) noexcept {
        watcher.reset();
        close(now);
    }

    /// Who opened it, and is called when it is ready.
    Facade::Hold facade;
    SocketId id = 0;
    int type = 0;
    std::shared_ptr<SharedContext> context;
    core::Socket socket;
    /// Operations that wait until the socket is writable, first in, first out.
    std::deque<Outbound> outbound;
    /// A received message that did not fit into the last batch, delivered first by the next.
    core::Parts carried;
    /// An errno that the next receive comes to: the one before it had messages to deliver.
    int deferred = 0;
    /// What JavaScript is to be told of each message beside its parts; null for nothing, which is what most sockets
    /// have.
    std::unique_ptr<Labels> labels;
    unsigned interest = 0;
    /// What libzmq took, and what it gave, messages that were received ahead included.
    Traffic sent;
    Traffic received;
    std::unique_ptr<Watcher> watcher;

    /// Whether a receive comes to something without libzmq, which is asked for ZMQ_POLLIN in vain then.
    bool has_received() const noexcept { return !carried.empty() || deferred != 0; }
};

}  // namespace zmq_napi::node
