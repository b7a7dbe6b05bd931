#pragma once

#include <chrono>
#include <mutex>
#include <optional>

namespace zmq_napi::node {

/// For how long the messages of a context's closed sockets may linger. It is an upper bound, because libzmq does not
/// tell which messages were sent.
///
/// Thread: any, at any time. Ownership: shared by the context and its termination, which outlives it. Errors: none.
class Lingering {
  public:
    using Clock = std::chrono::steady_clock;

    /// A socket that has sent messages was closed at `now`, with this linger in ms; -1 means no limit.
    void socket_closed(int linger, Clock::time_point now) noexcept;
    /// From `now` on, JavaScript keeps the process alive until the messages of the closed sockets are sent, or the
    /// context's exit linger is over.
    void process_kept_alive_since(Clock::time_point now) noexcept;

    /// When the last linger is over. Nothing if one has no limit, or if no socket was closed.
    std::optional<Clock::time_point> last_linger_end() const noexcept;
    /// For how long, at `now`, JavaScript has kept the process alive for the messages of all closed sockets.
    std::chrono::milliseconds process_kept_alive_for(Clock::time_point now) const noexcept;

  private:
    mutable std::mutex mutex_;
    std::optional<Clock::time_point> last_linger_end_;
    bool endless_ = false;
    Clock::time_point last_closed_ = Clock::time_point::min();
    std::optional<Clock::time_point> kept_alive_since_;
};

}  // namespace zmq_napi::node
