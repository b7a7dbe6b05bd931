#pragma once

#include <node_api.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "node/message/table.h"
#include "zmq/part.h"

namespace zmq_napi::node {

/// The messages of one call of receive, as they go to JavaScript: the bytes of small parts in one ArrayBuffer, large
/// parts in one each, and a table that describes them, which lib/message/batch.ts reads.
///
/// Thread: the JavaScript thread, during the call.
class ReceivedBatch {
  public:
    // The table: this header, and a row for each part.
    static constexpr std::size_t kTableMessages = 0;
    static constexpr std::size_t kTableCode = 1;
    static constexpr std::size_t kTableHeader = 2;

    /// Memory that all batches of a thread use, one after the other.
    struct Scratch {
        std::vector<char> bytes;
        zmq::Parts parts;
    };

    ReceivedBatch(Scratch& scratch, Table table) noexcept
        : bytes_(scratch.bytes), large_(scratch.parts), rows_(table.rows), free_(table.size - kTableHeader) {
        bytes_.clear();
        large_.clear();
        next_row_ = rows_ + kTableHeader;
    }
    ~ReceivedBatch() {
        zmq::clear(large_);
        if (bytes_.capacity() > kScratchBytes) std::vector<char>().swap(bytes_);
    }
    ReceivedBatch(const ReceivedBatch&) = delete;
    ReceivedBatch& operator=(const ReceivedBatch&) = delete;

    bool has_room(std::size_t parts) const noexcept { return parts <= free_; }
    bool is_full() const noexcept { return bytes_.size() >= kSmallBytes || large_bytes_ >= kLargeBytes; }

    /// Adds a part, for which there must be room.
    void add(zmq::Part& part, bool more) {
        const std::size_t size = part.size();
        --free_;
        if (size >= kLargePart) {
            *next_row_++ = more ? kMoreLarge : kLastLarge;
            large_bytes_ += size;
            large_.push_back(std::move(part));
            return;
        }
        *next_row_++ = static_cast<std::int32_t>(size << 1U) | static_cast<std::int32_t>(more);
        const auto* const data = static_cast<const char*>(part.data());
        // Parts mostly follow each other without a gap, and a resize costs as much as the copy of a short part.
        if (const std::size_t beyond = bytes_.size() % kAlignment) bytes_.resize(bytes_.size() + kAlignment - beyond);
        bytes_.insert(bytes_.end(), data, data + size);
    }

    /// Returns what receive returns to JavaScript. Null, with an exception pending, if memory runs out.
    napi_value to_value(napi_env env) {
        napi_value small = nullptr;
        void* data = nullptr;
        if (napi_create_arraybuffer(env, bytes_.size(), &data, &small) != napi_ok) return nullptr;
        if (!bytes_.empty()) std::memcpy(data, bytes_.data(), bytes_.size());
        return large_.empty() ? small : with_large_parts(env, small);
    }

  private:
    /// A part of this size or more becomes an ArrayBuffer of its own, over libzmq's memory where the runtime allows it.
    /// A smaller part is copied into the ArrayBuffer of the batch.
    static constexpr std::size_t kLargePart = std::size_t{32} * 1024;
    /// A batch ends when it has this many bytes of small parts, which bounds the memory that one message keeps alive.
    static constexpr std::size_t kSmallBytes = std::size_t{256} * 1024;
    /// A batch ends when it has this many bytes of large parts, which bounds the memory that libzmq's high-water mark
    /// does not count.
    static constexpr std::size_t kLargeBytes = std::size_t{4} * 1024 * 1024;
    /// Small parts begin at multiples of this, so that a typed array of any kind can be made of each.
    static constexpr std::size_t kAlignment = 8;
    /// The scratch memory keeps at most this much after a batch.
    static constexpr std::size_t kScratchBytes = 2 * kSmallBytes;

    // Rows of large parts. The row of a small part is twice its size, plus 1 if more parts follow.
    static constexpr std::int32_t kLastLarge = -1;
    static constexpr std::int32_t kMoreLarge = -2;

    /// The array of `small` and an ArrayBuffer for each large part.
    napi_value with_large_parts(napi_env env, napi_value small);

    std::vector<char>& bytes_;
    zmq::Parts& large_;
    std::int32_t* const rows_;
    std::int32_t* next_row_ = nullptr;
    std::size_t free_;
    std::size_t large_bytes_ = 0;
};

}  // namespace zmq_napi::node
