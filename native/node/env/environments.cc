#include "node/env/environments.h"

#include <algorithm>
#include <memory>

namespace zmq_napi::node {

Environments& Environments::instance() {
    static auto& instance = *std::make_unique<Environments>().release();
    return instance;
}

std::uint32_t Environments::add(Environment& environment) {
    const std::lock_guard lock(mutex_);
    const std::uint32_t number = next_number_++;
    entries_.push_back({std::this_thread::get_id(), number, &environment});
    return number;
}

void Environments::remove(const Environment& environment) noexcept {
    const std::lock_guard lock(mutex_);
    const auto is_it = [&environment](const Entry& entry) { return entry.environment == &environment; };
    entries_.erase(std::remove_if(entries_.begin(), entries_.end(), is_it), entries_.end());
}

Environment* Environments::find(std::uint32_t number) noexcept {
    const std::lock_guard lock(mutex_);
    const auto has_number = [number](const Entry& entry) { return entry.number == number; };
    const auto found = std::find_if(entries_.begin(), entries_.end(), has_number);
    return found == entries_.end() ? nullptr : found->environment;
}

void Environments::for_each_of_thread(const std::function<void(Environment&)>& visit) noexcept {
    const std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_) {
        if (entry.thread == std::this_thread::get_id()) visit(*entry.environment);
    }
}

void Environments::note_end(Clock::time_point now) noexcept {
    const std::lock_guard lock(mutex_);
    last_end_ = {std::this_thread::get_id(), now};
}

std::optional<Environments::Clock::time_point> Environments::end_of_thread() noexcept {
    const std::lock_guard lock(mutex_);
    const auto& [thread, ended] = last_end_;
    return thread == std::this_thread::get_id() ? std::optional(ended) : std::nullopt;
}

}  // namespace zmq_napi::node
