#pragma once

#include <chrono>
#include <mutex>
#include <optional>

namespace zmq_napi::node {

/// How long the messages of a context's closed sockets may linger. libzmq does not tell which of them have left, so
/// this is an upper bound.
///
/// Thread: any, at any time. Ownership: shared by the context and its termination, which outlives it. Errors: none.
class Lingering {
  public:
    using Clock = std::chrono::steady_clock;

    /// A socket that has sent messages was closed at `now`, and keeps them for at most `linger` ms, -1 for ever.
    void closed(int linger, Clock::time_point now) noexcept;
    /// JavaScript keeps the process alive, from `now` on, until the messages of the sockets that are closed have left,
    /// or the context's exit linger is over.
    void stays(Clock::time_point now) noexcept;

    /// When the last linger is over. Nothing if it never is, or if that is not known.
    std::optional<Clock::time_point> over() const noexcept;
    /// For how long the process has stayed, at `now`, for the messages of every socket that was closed.
    std::chrono::milliseconds stayed(Clock::time_point now) const noexcept;

  private:
    mutable std::mutex mutex_;
    std::optional<Clock::time_point> over_;
    bool endless_ = false;
    Clock::time_point last_closed_ = Clock::time_point::min();
    std::optional<Clock::time_point> stays_since_;
};

}  // namespace zmq_napi::node
