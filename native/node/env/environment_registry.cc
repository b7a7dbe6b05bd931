#include "node/env/environment_registry.h"

#include <algorithm>
#include <memory>

namespace zmq_napi::node {

EnvironmentRegistry& EnvironmentRegistry::instance() {
    static auto& instance = *std::make_unique<EnvironmentRegistry>().release();
    return instance;
}

std::uint32_t EnvironmentRegistry::add(Environment& environment) {
    const std::lock_guard lock(mutex_);
    const std::uint32_t number = next_number_++;
    entries_.push_back({std::this_thread::get_id(), number, &environment});
    return number;
}

void EnvironmentRegistry::remove(const Environment& environment) noexcept {
    const std::lock_guard lock(mutex_);
    const auto is_it = [&environment](const Entry& entry) { return entry.environment == &environment; };
    entries_.erase(std::remove_if(entries_.begin(), entries_.end(), is_it), entries_.end());
}

Environment* EnvironmentRegistry::find(std::uint32_t number) noexcept {
    const std::lock_guard lock(mutex_);
    const auto has_number = [number](const Entry& entry) { return entry.number == number; };
    const auto found = std::find_if(entries_.begin(), entries_.end(), has_number);
    return found == entries_.end() ? nullptr : found->environment;
}

void EnvironmentRegistry::for_each_of_thread(const std::function<void(Environment&)>& visit) noexcept {
    const std::lock_guard lock(mutex_);
    for (const Entry& entry : entries_) {
        if (entry.thread == std::this_thread::get_id()) visit(*entry.environment);
    }
}

void EnvironmentRegistry::note_environment_end(Clock::time_point now) noexcept {
    const std::lock_guard lock(mutex_);
    last_end_ = {std::this_thread::get_id(), now};
}

std::optional<EnvironmentRegistry::Clock::time_point> EnvironmentRegistry::environment_end() noexcept {
    const std::lock_guard lock(mutex_);
    const auto& [thread, ended] = last_end_;
    return thread == std::this_thread::get_id() ? std::optional(ended) : std::nullopt;
}

}  // namespace zmq_napi::node
