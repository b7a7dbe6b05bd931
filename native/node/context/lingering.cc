#include "node/context/lingering.h"

#include <algorithm>

namespace zmq_napi::node {

void Lingering::closed(int linger, Clock::time_point now) noexcept {
    const std::lock_guard lock(mutex_);
    last_closed_ = std::max(last_closed_, now);
    if (linger < 0) {
        endless_ = true;
    } else {
        over_ = std::max(over_.value_or(now), now + std::chrono::milliseconds(linger));
    }
}

void Lingering::stays(Clock::time_point now) noexcept {
    const std::lock_guard lock(mutex_);
    if (!stays_since_ || last_closed_ > *stays_since_) stays_since_ = now;
}

std::optional<Lingering::Clock::time_point> Lingering::over() const noexcept {
    const std::lock_guard lock(mutex_);
    return endless_ ? std::nullopt : over_;
}

std::chrono::milliseconds Lingering::stayed(Clock::time_point now) const noexcept {
    const std::lock_guard lock(mutex_);
    if (!stays_since_ || last_closed_ > *stays_since_) return {};
    return std::chrono::duration_cast<std::chrono::milliseconds>(now - *stays_since_);
}

}  // namespace zmq_napi::node
