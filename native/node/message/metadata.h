#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "zmq/message.h"

namespace zmq_napi::node {

/// What a received message has beside its parts, and its socket tells JavaScript of; the numbers are those of setLabels
/// in lib/addon/binding.ts.
enum class Tag : std::uint32_t { kNone = 0, kRoutingId = 1, kGroup = 2 };

/// Different texts, numbered in the order in which they came.
class Texts {
  public:
    /// The number of `text`, which is copied if it is a new one.
    std::int32_t number(const std::string& text);
    const std::vector<std::string>& all() const noexcept { return texts_; }
    void clear() noexcept;

  private:
    std::vector<std::string> texts_;
    std::unordered_map<std::string, std::int32_t> numbers_;
    /// Most messages have the same as the one before.
    std::int32_t last_ = 0;
};

/// The labels of the messages of a batch: for each its tag, and the properties of the connection that it came by. Texts
/// are kept once for all messages that have them.
///
/// Thread: the JavaScript thread alone. Errors: std::bad_alloc.
class Labels {
  public:
    struct Row {
        /// A routing id, or the number of a group.
        std::int32_t tag = 0;
        /// The number of a set of properties.
        std::int32_t properties = 0;
    };

    /// `properties`: the names of those to tell of.
    Labels(Tag tag, std::vector<std::string> properties) noexcept : tag_(tag), names_(std::move(properties)) {}

    /// Begins a new batch.
    void clear() noexcept;
    /// Notes the labels of the next message, whose last part this is. All parts come by the same connection; but libzmq
    /// gives the routing id that a ROUTER puts first no properties, if it was asked for ZMQ_EVENTS in between.
    void note(core::Message& last);

    const std::vector<Row>& rows() const noexcept { return rows_; }
    const std::vector<std::string>& groups() const noexcept { return groups_.all(); }
    /// Each set as bytes: for each name the size of its value, a 32-bit number or -1 if there is none, and the value.
    const std::vector<std::string>& properties() const noexcept { return properties_.all(); }

  private:
    const Tag tag_;
    const std::vector<std::string> names_;
    std::vector<Row> rows_;
    Texts groups_;
    Texts properties_;
    std::string scratch_;
};

}  // namespace zmq_napi::node
