#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "zmq/error.h"
#include "zmq/message.h"
#include "zmq/socket.h"

namespace zmq_napi::core {

enum class ProxySide : std::uint8_t { kFrontend = 0, kBackend = 1, kCapture = 2 };
constexpr std::size_t kProxySides = 3;

/// Messages and their bytes, as far as they went through one socket of a proxy. The proxy's thread alone writes.
struct ProxyTraffic {
    std::atomic<std::uint64_t> messages_received{0};
    std::atomic<std::uint64_t> bytes_received{0};
    std::atomic<std::uint64_t> messages_sent{0};
    std::atomic<std::uint64_t> bytes_sent{0};
};

/// What ended a proxy: no error after terminate(), whatever came after that; else libzmq's, and the socket that it is
/// about.
struct ProxyEnd {
    Error error;
    ProxySide side = ProxySide::kFrontend;
};

/// Whole messages that were received before the proxy got the socket, in order.
using ProxyBacklog = std::deque<Parts>;

/// Forwards messages between two sockets in both directions, and a copy of each to a third, if there is one.
///
/// It moves whole messages: one is taken when the other side (and the capture) have room, so that what has to wait does
/// so in libzmq's queue; what still cannot be sent (a mandatory ROUTER's peer is full) is kept, and only its direction
/// stops. A direction that cannot move holds up neither the other nor a command; a capture that is full holds up both.
///
/// Life: control() and adopt(), then run() on a thread of its own, then the end.
/// Thread: run() on any one thread; pause(), resume(), terminate() and traffic() on any at any time; the others on the
/// one that makes and destroys it, while run() does not run, and with a full fence between them and run().
/// Ownership: it owns its sockets from adopt() on, and closes them when run() returns.
class Proxy {
  public:
    Proxy() = default;
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    /// Takes over the two ends of a PAIR, connected to each other, through which commands wake run().
    void control(Socket inner, Socket outer) noexcept;
    /// Takes over the sockets. `backend` closed: the frontend is both sides, and what it receives it sends.
    /// `capture` closed: no capture.
    void adopt(Socket frontend, Socket backend, Socket capture) noexcept;
    /// Messages to be forwarded before all that the side receives.
    ProxyBacklog& backlog(ProxySide from) noexcept { return directions_[index(from)].backlog; }

    /// Forwards until terminate() or an error; then closes all sockets. ENOMEM when memory runs out.
    ProxyEnd run();

    /// Between two messages, soon. While paused nothing is taken from either side.
    void pause() noexcept { command(State::kPaused); }
    void resume() noexcept { command(State::kRunning); }
    /// Ends run(), for good; a message that is kept because it cannot be sent is dropped.
    void terminate() noexcept { command(State::kTerminated); }

    const ProxyTraffic& traffic(ProxySide side) const noexcept { return sides_[index(side)].traffic; }

  private:
    enum class State : std::uint8_t { kRunning, kPaused, kTerminated };

    struct Side {
        Socket socket;
        Descriptor descriptor{};
        /// Whether it spreads messages over its peers. If one goes away in the middle of a message, libzmq takes back
        /// what it had of it, and swallows what follows up to the message's end.
        bool load_balanced = false;
        /// ZMQ_EVENTS, as last asked for.
        int events = 0;
        ProxyTraffic traffic;
    };

    struct Direction {
        Side* from = nullptr;
        Side* to = nullptr;
        ProxyBacklog backlog;
        /// The parts of the message that is under way; further elements are memory to be used again.
        Parts parts;
        /// How many parts it has, 0 when there is none.
        std::size_t count = 0;
        std::size_t bytes = 0;
        bool captured = false;
    };

    static constexpr std::size_t index(ProxySide side) noexcept { return static_cast<std::size_t>(side); }
    bool has(ProxySide side) const noexcept { return !sides_[index(side)].socket.closed(); }
    ProxySide name(const Side& side) const noexcept { return static_cast<ProxySide>(&side - sides_.data()); }

    void command(State state) noexcept;
    void drain_control() noexcept;
    void close() noexcept;

    ProxyEnd loop();
    /// The descriptors, and what else must be known of the sockets.
    ProxyEnd examine() noexcept;
    /// Asks each socket for its events, which handles all that was signalled to it.
    ProxyEnd look() noexcept;
    /// Blocks until something is signalled to a socket, for at most `milliseconds`, -1 for ever.
    Error wait(int milliseconds) noexcept;
    bool ready(const Direction& direction) const noexcept;
    /// Forwards a burst of messages, as far as nothing blocks.
    ProxyEnd forward(Direction& direction, bool& moved);
    /// Takes the next message: 0, or an errno with nothing taken.
    int take(Direction& direction);
    /// take() of the parts behind the first `count`, which have `bytes`.
    int take_rest(Direction& direction, std::size_t count, std::size_t bytes);
    int taken(Direction& direction, std::size_t count, std::size_t bytes) noexcept;
    /// take(), but a message of one part goes on at once, which costs two thirds; it is kept if it cannot.
    int pass(Direction& direction);
    int capture(Direction& direction) noexcept;
    int send(Direction& direction) noexcept;

    std::array<Side, kProxySides> sides_;
    std::array<Direction, 2> directions_;
    std::size_t active_directions_ = 0;
    std::atomic<State> state_{State::kRunning};

    Socket control_;
    Descriptor control_descriptor_{};
    std::mutex command_mutex_;
    /// The other end of the channel: of those who command.
    Socket doorbell_;
    /// It has rung and was not yet answered. It never rings twice: at its high-water mark the channel would drop one.
    bool rung_ = false;
};

}  // namespace zmq_napi::core
