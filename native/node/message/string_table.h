#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace zmq_napi::node {

/// Different strings, numbered in the order in which they were added.
class StringTable {
  public:
    /// The number of `text`, which is copied if it is new.
    std::int32_t number(const std::string& text) {
        if (!texts_.empty() && texts_[last_] == text) return last_;
        const auto [found, is_new] = numbers_.emplace(text, static_cast<std::int32_t>(texts_.size()));
        if (is_new) texts_.push_back(text);
        last_ = found->second;
        return last_;
    }

    const std::vector<std::string>& all() const noexcept { return texts_; }

    void clear() noexcept {
        texts_.clear();
        numbers_.clear();
        last_ = 0;
    }

  private:
    std::vector<std::string> texts_;
    std::unordered_map<std::string, std::int32_t> numbers_;
    /// Most messages have the same string as the message before.
    std::int32_t last_ = 0;
};

}  // namespace zmq_napi::node
