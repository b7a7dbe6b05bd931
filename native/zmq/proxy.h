#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "zmq/error.h"
#include "zmq/part.h"
#include "zmq/socket.h"

namespace zmq_napi::zmq {

enum class ProxySide : std::uint8_t { kFrontend = 0, kBackend = 1, kCapture = 2 };
constexpr std::size_t kProxySides = 3;

/// How many messages, and bytes of messages, went through one socket of a proxy. Only the proxy's thread writes.
struct ProxyTraffic {
    std::atomic<std::uint64_t> messages_received{0};
    std::atomic<std::uint64_t> bytes_received{0};
    std::atomic<std::uint64_t> messages_sent{0};
    std::atomic<std::uint64_t> bytes_sent{0};
};

/// Why a proxy ended: no error after terminate(), whatever happened after that call; otherwise the error of libzmq, and
/// the socket that it is about.
struct ProxyEnd {
    Error error;
    ProxySide side = ProxySide::kFrontend;
};

/// Whole messages that JavaScript received before it handed the socket over to the proxy, in order.
using ProxyBacklog = std::deque<Parts>;

/// Forwards messages between two sockets in both directions, and sends a copy of each to a third, the capture, if there
/// is one.
///
/// It forwards whole messages. It receives one only when the other side, and the capture, have room, so that messages
/// wait in libzmq's queues. If a message still cannot be sent (the other side is a mandatory ROUTER, and the addressed
/// peer is full), the proxy keeps it and stops that direction alone. A direction that is stopped delays neither the
/// other direction nor a command; a full capture stops both directions.
///
/// Life: set_wake_up() and set_sockets(), then run() on a thread of its own, then the destructor.
/// Thread: run() on any one thread; pause(), resume(), terminate() and traffic() on any at any time; the others on the
/// thread that makes and destroys the proxy, while run() does not run, and with a full fence between them and run().
/// Ownership: it owns its sockets from set_sockets() on, and closes them when run() returns.
class Proxy {
  public:
    Proxy() = default;
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    /// Sets two PAIRs that are connected to each other, by which commands wake run().
    void set_wake_up(Socket receiver, Socket sender) noexcept;
    /// Sets the sockets. If `backend` is closed, the frontend is both sides, and sends what it receives. If `capture`
    /// is closed, there is no capture.
    void set_sockets(Socket frontend, Socket backend, Socket capture) noexcept;
    /// The messages to forward before those that the side receives.
    ProxyBacklog& backlog(ProxySide from) noexcept { return directions_[index(from)].backlog; }

    /// Forwards messages until terminate() or an error; then closes all sockets. ENOMEM when memory runs out.
    ProxyEnd run();

    // A command takes effect soon, between two messages.

    /// Until resume(), no message is received from either side.
    void pause() noexcept { command(State::kPaused); }
    void resume() noexcept { command(State::kRunning); }
    /// Ends run(), for good. A kept message is dropped.
    void terminate() noexcept { command(State::kTerminated); }

    const ProxyTraffic& traffic(ProxySide side) const noexcept { return sides_[index(side)].traffic; }

  private:
    enum class State : std::uint8_t { kRunning, kPaused, kTerminated };

    struct Side {
        Socket socket;
        Descriptor descriptor{};
        int type = 0;
        /// The last result of ZMQ_EVENTS.
        int events = 0;
        ProxyTraffic traffic;
    };

    struct Direction {
        Side* from = nullptr;
        Side* to = nullptr;
        ProxyBacklog backlog;
        /// The parts of the message that was received and not yet sent; further elements are memory to be used again.
        Parts parts;
        /// The number of parts of the message in `parts`; 0 if there is none.
        std::size_t count = 0;
        /// The number of bytes of those parts.
        std::size_t bytes = 0;
        /// Whether the message was sent to the capture socket.
        bool captured = false;
    };

    static constexpr std::size_t index(ProxySide side) noexcept { return static_cast<std::size_t>(side); }
    bool has(ProxySide side) const noexcept { return !sides_[index(side)].socket.closed(); }
    ProxySide name(const Side& side) const noexcept { return static_cast<ProxySide>(&side - sides_.data()); }

    void command(State state) noexcept;
    void handle_wake_up() noexcept;
    void close() noexcept;

    ProxyEnd loop();
    /// Reads the descriptors and types of the sockets.
    ProxyEnd init() noexcept;
    /// Reads ZMQ_EVENTS of each socket, which handles everything that was signalled to it.
    ProxyEnd poll_events() noexcept;
    /// Blocks until a socket or a command signals, for at most `milliseconds`; -1 for no limit.
    Error wait(int milliseconds) noexcept;
    bool ready(const Direction& direction) const noexcept;
    /// Forwards messages until one would block, or the burst is over. `moved` becomes true if there were any.
    ProxyEnd forward(Direction& direction, bool& moved);
    /// Receives the next message. Returns 0, or an errno and then received nothing.
    int receive(Direction& direction);
    /// Receives the rest of a message of which the first `count` parts, of `bytes` bytes, were received. Returns 0 or
    /// an errno.
    int receive_rest(Direction& direction, std::size_t count, std::size_t bytes);
    /// Notes that a whole message, of `count` parts and `bytes` bytes, was received. Returns 0.
    int received(Direction& direction, std::size_t count, std::size_t bytes) noexcept;
    /// Receives the next message. If it has one part, sends it at once, which takes two thirds of the time; keeps it if
    /// that fails. Returns 0, or an errno of the receive.
    int receive_and_send(Direction& direction);
    int capture(Direction& direction) noexcept;
    int send(Direction& direction) noexcept;

    std::array<Side, kProxySides> sides_;
    std::array<Direction, 2> directions_;
    std::size_t active_directions_ = 0;
    std::atomic<State> state_{State::kRunning};

    /// The PAIR that run() polls.
    Socket wake_up_;
    Descriptor wake_up_descriptor_{};
    /// Guards the members below.
    std::mutex command_mutex_;
    /// The PAIR by which commands wake run().
    Socket wake_up_sender_;
    /// Whether a wake-up was sent that run() has not yet received. There is never a second one: at its high-water mark
    /// the PAIR would drop a message.
    bool wake_up_pending_ = false;
};

}  // namespace zmq_napi::zmq
