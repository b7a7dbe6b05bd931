#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>

#include "node/exports/exports.h"
#include "node/message/external_memory.h"
#include "node/socket/sending.h"

namespace zmq_napi::node {

namespace {

// A part of this size or more becomes an ArrayBuffer of its own, over libzmq's memory where the runtime allows it;
// smaller ones are copied into one that the batch shares.
constexpr std::size_t kLargePart = std::size_t{32} * 1024;
// A batch ends when this many bytes of small parts are in it, to bound what one kept message keeps alive; or when this
// many of large ones are, to bound what waits outside of libzmq's high-water mark.
constexpr std::size_t kSmallBytes = std::size_t{256} * 1024;
constexpr std::size_t kLargeBytes = std::size_t{4} * 1024 * 1024;
/// Where small parts begin, so that a typed array of any kind can be laid over each; lib/message/batch.ts knows it.
constexpr std::size_t kAlignment = 8;
/// What is left of the scratch memory after a batch that needed more.
constexpr std::size_t kScratchBytes = 2 * kSmallBytes;

/// The most bytes that an ArrayBuffer can have here. Every thread sets the same.
std::atomic<std::size_t> longest_part{std::numeric_limits<std::size_t>::max()};

void clear(core::Parts& parts) noexcept {
    parts.clear();
    shrink(parts);
}

// How the table describes the batch; lib/message/batch.ts reads it.
constexpr std::size_t kTableMessages = 0;
constexpr std::size_t kTableCode = 1;
constexpr std::size_t kTableHeader = 2;
constexpr std::int32_t kLastLarge = -1;
constexpr std::int32_t kMoreLarge = -2;

/// What was received so far, as the table will describe it.
class Batch {
  public:
    Batch(Scratch& scratch, Table table) noexcept
        : bytes_(scratch.bytes), large_(scratch.parts), rows_(table.rows), free_(table.size - kTableHeader) {
        bytes_.clear();
        large_.clear();
        next_row_ = rows_ + kTableHeader;
    }
    ~Batch() {
        clear(large_);
        if (bytes_.capacity() > kScratchBytes) std::vector<char>().swap(bytes_);
    }
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    bool has_room(std::size_t parts) const noexcept { return parts <= free_; }
    bool is_full() const noexcept { return bytes_.size() >= kSmallBytes || large_bytes_ >= kLargeBytes; }

    /// Adds a part, for which there is room.
    void add(core::Message& part, bool more) {
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

    /// Hands its bytes to JavaScript. Null, with an exception pending, when memory runs out.
    napi_value deliver(napi_env env) {
        napi_value arena = nullptr;
        void* data = nullptr;
        if (napi_create_arraybuffer(env, bytes_.size(), &data, &arena) != napi_ok) return nullptr;
        if (!bytes_.empty()) std::memcpy(data, bytes_.data(), bytes_.size());
        if (large_.empty()) return arena;
        napi_value result = nullptr;
        napi_create_array_with_length(env, large_.size() + 1, &result);
        napi_set_element(env, result, 0, arena);
        std::uint32_t index = 1;
        for (auto& part : large_) {
            const napi_value buffer = to_array_buffer(env, std::move(part));
            if (buffer == nullptr) return nullptr;
            napi_set_element(env, result, index++, buffer);
        }
        return result;
    }

  private:
    std::vector<char>& bytes_;
    core::Parts& large_;
    std::int32_t* const rows_;
    std::int32_t* next_row_ = nullptr;
    std::size_t free_;
    std::size_t large_bytes_ = 0;
};

/// Receives the parts of a message behind its first one, which it has in `carried` already.
int receive_rest(SocketEntry& entry) {
    while (entry.carried.back().more()) {
        core::Message part;
        if (const int code = entry.socket.receive(part)) {
            // Parts arrive together, so only the end of the context can come between them.
            clear(entry.carried);
            return code;
        }
        entry.carried.push_back(std::move(part));
    }
    const auto too_long = [](const core::Message& message) { return message.size() > longest_part; };
    if (std::none_of(entry.carried.begin(), entry.carried.end(), too_long)) return 0;
    clear(entry.carried);
    return EMSGSIZE;
}

/// Adds the carried message to the batch; ENOBUFS leaves it where it is, to go first into the next batch, whose table
/// is large enough for what this says.
template <bool labelled>
int add_carried(SocketEntry& entry, Batch& batch) {
    std::size_t left = entry.carried.size();
    if (!batch.has_room(left)) return ENOBUFS;
    if constexpr (labelled) entry.labels->note(entry.carried.back());
    std::size_t size = 0;
    for (auto& part : entry.carried) {
        size += part.size();
        batch.add(part, --left > 0);
    }
    entry.received.count(size);
    clear(entry.carried);
    return 0;
}

/// What was carried over goes first, unless the context was shut down, after which libzmq gives out nothing either.
template <bool labelled>
int resume_carried(SocketEntry& entry, Batch& batch) {
    int mask = 0;
    if (const core::Error error = entry.socket.events(mask)) {
        clear(entry.carried);
        return error.code;
    }
    return add_carried<labelled>(entry, batch);
}

/// Adds the next message to the batch, for the first of which it waits. 0, or an errno with the batch as it was.
template <bool labelled>
int receive_message(SocketEntry& entry, Batch& batch, core::Message& part, int milliseconds) {
    int code = entry.socket.receive(part);
    if (code == EAGAIN && milliseconds > 0) code = entry.socket.receive_waiting(part, milliseconds);
    if (code != 0) return code;
    const std::size_t size = part.size();
    if (!part.more() && batch.has_room(1) && size <= longest_part) {
        if constexpr (labelled) entry.labels->note(part);
        entry.received.count(size);
        batch.add(part, false);
        return 0;
    }
    entry.carried.push_back(std::move(part));
    if (const int failed = receive_rest(entry)) return failed;
    return add_carried<labelled>(entry, batch);
}

/// Adds what waits at the socket, at most `limit` messages, for the first of which it waits; `messages` becomes their
/// number. Returns why there are no more.
template <bool labelled>
int receive_all(SocketEntry& entry, Batch& batch, std::int32_t limit, int milliseconds, std::int32_t& messages) {
    core::Message part;
    int code = 0;
    if (!entry.carried.empty()) {
        code = resume_carried<labelled>(entry, batch);
        if (code == 0) messages = 1;
    }
    while (code == 0 && messages < limit && !batch.is_full()) {
        code = receive_message<labelled>(entry, batch, part, milliseconds);
        milliseconds = 0;
        if (code == 0) ++messages;
    }
    return code;
}

/// receive(socket, limit, table, milliseconds)
napi_value receive(napi_env env, napi_callback_info info) {
    const HotCall<4> call(env, info);
    const Table table = call.table(2);
    if (table.size < kTableHeader) return nullptr;
    std::int32_t& messages = table.rows[kTableMessages];
    std::int32_t& code = table.rows[kTableCode];
    messages = 0;
    code = 0;
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) {
        code = ENOTSOCK;
        return nullptr;
    }

    const auto limit = static_cast<std::int32_t>(call.number(1));
    // Without a limit only what was carried over is asked for.
    if (entry->deferred != 0 && limit > 0) {
        code = std::exchange(entry->deferred, 0);
        return nullptr;
    }
    const auto milliseconds = static_cast<int>(call.number(3));
    Batch batch(call.environment().scratch, table);
    // Nothing of labels is to be seen in the loop of those who have none.
    if (entry->labels == nullptr) {
        code = receive_all<false>(*entry, batch, limit, milliseconds, messages);
    } else {
        entry->labels->clear();
        code = receive_all<true>(*entry, batch, limit, milliseconds, messages);
    }
    if (code == EFSM) code = after_refusal(*entry, code);
    if (messages > 0) {
        if (code == EMSGSIZE) entry->deferred = code;
        return batch.deliver(env);
    }
    if (code == ENOBUFS) messages = -static_cast<std::int32_t>(entry->carried.size());
    return nullptr;
}

/// setLongestPart(size)
napi_value set_longest_part(napi_env env, napi_callback_info info) {
    const HotCall<1> call(env, info);
    double size = 0;
    napi_get_value_double(env, call[0], &size);
    longest_part = static_cast<std::size_t>(size);
    return nullptr;
}

}  // namespace

void export_receive(Napi::Object exports, Facade& facade) {
    add_hot<receive>(exports, facade, "receive");
    add_hot<set_longest_part>(exports, facade, "setLongestPart");
}

}  // namespace zmq_napi::node
