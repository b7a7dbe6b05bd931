#include "node/socket/socket_table.h"

#include <cerrno>
#include <utility>

namespace zmq_napi::node {

zmq::Error SocketTable::add(std::unique_ptr<SocketEntry> entry) {
    if (free_slots_.empty()) {
        if (entries_.size() > kSlotMask) return {EMFILE, "zmq_socket"};
        free_slots_.push_back(static_cast<SocketId>(entries_.size()));
        entries_.emplace_back();
        generations_.push_back(0);
    }
    const SocketId slot = free_slots_.front();
    free_slots_.pop_front();
    entry->id = generations_[slot] << kSlotBits | slot;
    entries_[slot] = std::move(entry);
    return {};
}

std::unique_ptr<SocketEntry> SocketTable::remove(SocketId id) noexcept {
    if (find(id) == nullptr) return nullptr;
    const SocketId slot = id & kSlotMask;
    generations_[slot] = (generations_[slot] + 1) & kGenerationMask;
    free_slots_.push_back(slot);
    return std::move(entries_[slot]);
}

}  // namespace zmq_napi::node
