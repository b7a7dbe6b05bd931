#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace zmq_napi::node {

class Environment;

/// The environments of all JavaScript threads of the process.
///
/// Thread: any. Ownership: it owns no environment; each adds itself and removes itself.
class EnvironmentRegistry {
  public:
    using Clock = std::chrono::steady_clock;

    /// The only object. Never destroyed, because it is used at the end of the process.
    static EnvironmentRegistry& instance();

    /// Adds the environment of the calling thread. Returns a number that no other environment of the process has.
    std::uint32_t add(Environment& environment);
    void remove(const Environment& environment) noexcept;
    /// The environment of that number, or null.
    Environment* find(std::uint32_t number) noexcept;
    /// Calls `visit` with each environment of the calling thread. Holds a lock meanwhile, so `visit` must not call this
    /// object.
    void for_each_of_thread(const std::function<void(Environment&)>& visit) noexcept;

    /// The environment of the calling thread ends, at `now`.
    void note_environment_end(Clock::time_point now) noexcept;
    /// When the environment of the calling thread ended, if it is the one that ended last.
    std::optional<Clock::time_point> environment_end() noexcept;

  private:
    struct Entry {
        std::thread::id thread;
        std::uint32_t number;
        Environment* environment;
    };

    std::mutex mutex_;
    std::vector<Entry> entries_;
    std::uint32_t next_number_ = 1;
    std::pair<std::thread::id, Clock::time_point> last_end_;
};

}  // namespace zmq_napi::node
