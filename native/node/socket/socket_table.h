#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <vector>

#include "node/ids.h"
#include "node/socket/socket_entry.h"

namespace zmq_napi::node {

/// The open sockets of a JavaScript thread, by number. A number consists of a slot and its generation, so that the
/// number of a closed socket is stale: it is reused only after 2,047 other sockets have had the same slot.
///
/// Thread: its JavaScript thread alone.
class SocketTable {
  public:
    /// The open socket of that number, or null.
    SocketEntry* find(SocketId id) const noexcept {
        const std::size_t slot = id & kSlotMask;
        SocketEntry* const entry = slot < entries_.size() ? entries_[slot].get() : nullptr;
        return entry != nullptr && entry->id == id ? entry : nullptr;
    }

    /// Adds an open socket, and gives it a number. EMFILE if the table is full.
    zmq::Error add(std::unique_ptr<SocketEntry> entry);
    /// Removes an open socket, whose number is stale from then on. Null for an unknown number.
    std::unique_ptr<SocketEntry> remove(SocketId id) noexcept;
    /// Ends all sockets.
    void clear() noexcept { entries_.clear(); }

    template <typename Visit>
    void for_each(Visit visit) {
        for (const auto& entry : entries_) {
            if (entry != nullptr) visit(*entry);
        }
    }

  private:
    static constexpr unsigned kSlotBits = 20;
    static constexpr SocketId kSlotMask = (1U << kSlotBits) - 1;
    /// A number has 31 bits in all, so that it is a small integer to V8.
    static constexpr SocketId kGenerationMask = (1U << 11U) - 1;

    std::vector<std::unique_ptr<SocketEntry>> entries_;
    std::vector<SocketId> generations_;
    std::deque<SocketId> free_slots_;
};

}  // namespace zmq_napi::node
