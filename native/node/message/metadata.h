#pragma once

#include <node_api.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "node/message/string_table.h"
#include "node/message/table.h"
#include "zmq/part.h"

namespace zmq_napi::node {

/// What a draft socket attaches to a received message; the numbers of recordMetadata in lib/addon/binding.ts.
enum class MetadataKind : std::uint32_t { kNone = 0, kRoutingId = 1, kGroup = 2 };

/// The metadata of the messages of a batch: for each message its routing id or group, and the properties of the
/// connection by which it came. Equal groups, and equal sets of properties, are stored once.
///
/// Thread: the JavaScript thread alone. Errors: std::bad_alloc.
class Metadata {
  public:
    /// `properties` are the names of the properties to record.
    Metadata(MetadataKind kind, std::vector<std::string> properties) noexcept
        : kind_(kind), names_(std::move(properties)) {}

    /// Begins a new batch.
    void clear() noexcept;
    /// Records the metadata of the next message. `last` is its last part: all parts come by the same connection, but
    /// libzmq gives no properties to the routing id that a ROUTER puts first, if ZMQ_EVENTS was read before.
    void record(zmq::Part& last);

    /// Returns what takeMetadata in lib/addon/binding.ts returns, and writes two numbers for each message into `table`.
    /// Null if that is too small.
    napi_value to_value(napi_env env, Table table) const;

  private:
    struct Row {
        /// A routing id, or the number of a group.
        std::int32_t value = 0;
        /// The number of a set of properties.
        std::int32_t properties = 0;
    };

    const MetadataKind kind_;
    const std::vector<std::string> names_;
    std::vector<Row> rows_;
    StringTable groups_;
    /// Each set as bytes: for each name the size of its value as a 32-bit number, or -1 if it has none, and the value.
    StringTable properties_;
    std::string scratch_;
};

}  // namespace zmq_napi::node
