#pragma once

#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "node/message/outbound.h"
#include "node/message/part.h"
#include "node/message/table.h"
#include "zmq/part.h"

namespace zmq_napi::node {

/// The messages of one call of sendPacked: a sequence of parts, with a cursor. lib/message/encoder.ts has packed the
/// bytes of some of them one behind the other; JavaScript gives the others as an array of values.
///
/// Thread: the JavaScript thread, during the call.
class PackedMessages {
  public:
    // The table, which lib/message/encoder.ts writes: this header, and a row for each part.
    static constexpr std::size_t kTableCount = 0;
    static constexpr std::size_t kTableFailed = 1;
    static constexpr std::size_t kTableHeader = 2;

    struct Place {
        std::size_t row = 0;
        std::size_t byte = 0;
        std::size_t unpacked = 0;
    };

    /// `packing` has a table with a header.
    explicit PackedMessages(const Packing& packing) noexcept
        : rows_(packing.table.rows + kTableHeader),
          count_(static_cast<std::size_t>(packing.table.rows[kTableCount])),
          bytes_(packing.bytes) {}

    /// Whether `packing` has as many rows as its header says, and the bytes that the rows describe.
    bool fits(const Packing& packing) const noexcept;
    /// Reads the parts that are not packed, in order. Returns 0; or an errno; or kWrongType or kEmptyOrDetached, and
    /// then `failed` becomes the index of the part.
    int read_unpacked(napi_env env, napi_value values, std::int32_t& failed);

    bool done() const noexcept { return at_.row == count_; }
    /// Whether the next part is not the last of its message.
    bool more() const noexcept { return has_more(rows_[at_.row]); }

    /// Makes the next part in `part`, and advances. ENOMEM.
    zmq::Error take(zmq::Part& part) noexcept {
        const std::int32_t row = rows_[at_.row++];
        if (row < 0) {
            part = std::move(unpacked_[at_.unpacked++]);
            return {};
        }
        const auto size = static_cast<std::size_t>(row >> 1);
        const char* const bytes = bytes_ + at_.byte;
        at_.byte += size;
        return part.assign(bytes, size);
    }
    /// Makes a copy of the next part, so that it can be made again, and advances. ENOMEM.
    zmq::Error copy(zmq::Part& part) noexcept {
        return rows_[at_.row] < 0 ? (++at_.row, part.share(unpacked_[at_.unpacked++])) : take(part);
    }
    /// Returns what take() made at `place`, and goes there.
    void put_back(zmq::Part& part, const Place& place) noexcept {
        at_ = place;
        if (rows_[at_.row] < 0) unpacked_[at_.unpacked] = std::move(part);
    }

    Place place() const noexcept { return at_; }
    void go_to(const Place& place) noexcept { at_ = place; }

    /// Moves the remaining parts to `outbound`. ENOMEM.
    zmq::Error move_rest(OutboundParts& outbound);

  private:
    /// Rows of parts that are not packed. All other rows are twice the size, plus 1 if more parts follow.
    enum Row : std::int32_t {
        kLast = -1,
        kMore = -2,
        kLastTransferred = -3,
        kMoreTransferred = -4,
        kLastReferred = -5,
        kMoreReferred = -6,
    };

    static bool has_more(std::int32_t row) noexcept { return ((row & 1) != 0) == (row >= 0); }
    static Handling handling_of(std::int32_t row) noexcept {
        if (row <= kLastReferred) return Handling::kRefer;
        return row <= kLastTransferred ? Handling::kTransfer : Handling::kCopy;
    }

    const std::int32_t* const rows_;
    const std::size_t count_;
    const char* const bytes_;
    zmq::Parts unpacked_;
    Place at_;
};

}  // namespace zmq_napi::node
