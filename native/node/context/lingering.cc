#include "node/context/lingering.h"

#include <algorithm>

namespace zmq_napi::node {

void Lingering::socket_closed(int linger, Clock::time_point now) noexcept {
    const std::lock_guard lock(mutex_);
    last_closed_ = std::max(last_closed_, now);
    if (linger < 0) {
        endless_ = true;
    } else {
        last_linger_end_ = std::max(last_linger_end_.value_or(now), now + std::chrono::milliseconds(linger));
    }
}

void Lingering::process_kept_alive_since(Clock::time_point now) noexcept {
    const std::lock_guard lock(mutex_);
    if (!kept_alive_since_ || last_closed_ > *kept_alive_since_) kept_alive_since_ = now;
}

std::optional<Lingering::Clock::time_point> Lingering::last_linger_end() const noexcept {
    const std::lock_guard lock(mutex_);
    return endless_ ? std::nullopt : last_linger_end_;
}

std::chrono::milliseconds Lingering::process_kept_alive_for(Clock::time_point now) const noexcept {
    const std::lock_guard lock(mutex_);
    if (!kept_alive_since_ || last_closed_ > *kept_alive_since_) return {};
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - *kept_alive_since_);
}

}  // namespace zmq_napi::node
