#include <cerrno>

#include "node/exports.h"
#include "node/external_memory.h"
#include "node/outbound.h"
#include "node/part.h"

namespace zmq_napi::node {

namespace {

// The table of sendMany, whose rows lib/packing.ts writes.
constexpr std::size_t kTableCount = 0;
constexpr std::size_t kTableFailed = 1;
constexpr std::size_t kTableHeader = 2;
/// Rows of parts that are not packed; all others are twice a size, plus 1 if more parts follow.
enum Row : std::int32_t { kLast = -1, kMore = -2, kLastTransferred = -3, kMoreTransferred = -4 };

struct Packed {
    const std::int32_t* rows = nullptr;
    std::size_t count = 0;
    const char* bytes = nullptr;
};

/// Whether a row's part is not the last of its message.
bool has_more(std::int32_t row) noexcept { return row < 0 ? row == kMore || row == kMoreTransferred : (row & 1) != 0; }

/// Takes the memory of a view or ArrayBuffer if it is ours, which needs no copy.
bool take_memory(napi_env env, napi_value value, core::Message& part) {
    bool is = false;
    std::size_t size = 0;
    std::size_t offset = 0;
    napi_value memory = value;
    if (napi_is_arraybuffer(env, value, &is) == napi_ok && is) {
        napi_get_arraybuffer_info(env, value, nullptr, &size);
    } else if (napi_is_dataview(env, value, &is) == napi_ok && is) {
        napi_get_dataview_info(env, value, &size, nullptr, &memory, &offset);
    } else if (napi_is_typedarray(env, value, &is) == napi_ok && is) {
        napi_get_buffer_info(env, value, nullptr, &size);
        napi_get_typedarray_info(env, value, nullptr, nullptr, nullptr, &memory, &offset);
    } else {
        return false;
    }
    return take_array_buffer(env, memory, offset, size, part);
}

/// Reads the parts that are not packed, in order. 0, or an errno, or kWrongType and in `failed` which part it is.
int read_unpacked(napi_env env, napi_value values, const Packed& packed, std::vector<core::Message>& parts,
                  std::int32_t& failed) {
    std::uint32_t index = 0;
    for (std::size_t row = 0; row < packed.count; ++row) {
        if (packed.rows[row] >= 0) continue;
        napi_value value = nullptr;
        core::Message part;
        failed = static_cast<std::int32_t>(index);
        if (napi_get_element(env, values, index++, &value) != napi_ok) return kWrongType;
        const bool transferred = packed.rows[row] <= kLastTransferred;
        if (!transferred || !take_memory(env, value, part)) {
            if (const int code = read_part(env, value, part)) return code;
        }
        parts.push_back(std::move(part));
    }
    return 0;
}

/// Goes through the messages of a batch: makes the parts of the next one.
class Unpacking {
  public:
    Unpacking(const Packed& packed, std::vector<core::Message>& unpacked) noexcept
        : packed_(packed), unpacked_(unpacked) {}

    bool done() const noexcept { return row_ == packed_.count; }
    /// Whether the next message has one part only.
    bool is_single() const noexcept { return !has_more(packed_.rows[row_]); }

    /// Moves to the next part, which is made in `part`. ENOMEM.
    core::Error part(core::Message& part) noexcept {
        const std::int32_t row = packed_.rows[row_++];
        if (row < 0) {
            part = std::move(unpacked_[next_unpacked_++]);
            return {};
        }
        const auto size = static_cast<std::size_t>(row >> 1);
        const char* const bytes = bytes_ + offset_;
        offset_ += size;
        return part.assign(bytes, size);
    }

    /// Adds the parts of the next message to `parts`. ENOMEM.
    core::Error message(OutboundParts& parts) {
        bool more = true;
        while (more) {
            more = has_more(packed_.rows[row_]);
            parts.emplace_back().more = more;
            if (const core::Error error = part(parts.back().message)) return error;
        }
        return {};
    }

  private:
    const Packed packed_;
    std::vector<core::Message>& unpacked_;
    const char* const bytes_ = packed_.bytes;
    std::size_t row_ = 0;
    std::size_t offset_ = 0;
    std::size_t next_unpacked_ = 0;
};

/// Sends message after message. On failure, `rest` has the parts of the message that failed.
int send_all(SocketEntry& entry, Unpacking& messages, OutboundParts& rest, std::int32_t& sent) {
    core::Message single;
    while (!messages.done()) {
        int code = 0;
        if (messages.is_single()) {
            if (const core::Error error = messages.part(single)) return error.code;
            code = send_single(entry, single);
            if (code != 0) rest.push_back({std::move(single), false});
        } else {
            std::size_t next = 0;
            rest.clear();
            if (const core::Error error = messages.message(rest)) return error.code;
            code = send_next(entry, rest, next);
        }
        if (code != 0) return code;
        rest.clear();
        ++sent;
    }
    return 0;
}

/// sendMany(socket, table, bytes, unpacked, mode)
napi_value send_many(napi_env env, napi_callback_info info) {
    const HotCall<5> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);
    const Table table = call.table(1);
    Packed packed;
    packed.rows = table.rows + kTableHeader;
    packed.count = static_cast<std::size_t>(table.rows[kTableCount]);
    if (table.size < kTableHeader + packed.count) return call.result(EINVAL);
    void* bytes = nullptr;
    napi_get_typedarray_info(env, call[2], nullptr, nullptr, &bytes, nullptr, nullptr);
    packed.bytes = static_cast<const char*>(bytes);

    table.rows[kTableCount] = 0;
    std::vector<core::Message> unpacked;
    if (const int code = read_unpacked(env, call[3], packed, unpacked, table.rows[kTableFailed])) {
        return call.result(code);
    }
    Unpacking messages(packed, unpacked);
    Outbound rest;
    const SendMode mode = effective_mode(*entry, call.number(4));
    if (mode != SendMode::kKeep) {
        const int code = send_all(*entry, messages, rest.parts, rest.sent);
        table.rows[kTableCount] = rest.sent;
        if (code != EAGAIN || mode == SendMode::kTry) return call.result(code);
    }
    while (!messages.done()) {
        if (const core::Error error = messages.message(rest.parts)) return call.result(error.code);
    }
    entry->outbound.push_back(std::move(rest));
    return call.result(EAGAIN);
}

/// allocUnsafe(size)
napi_value alloc_unsafe(napi_env env, napi_callback_info info) {
    const HotCall<1> call(env, info);
    double size = 0;
    napi_get_value_double(env, call[0], &size);
    core::Message message;
    if (message.allocate(static_cast<std::size_t>(size))) return nullptr;
    return to_array_buffer(env, std::move(message));
}

}  // namespace

void export_send_many(Napi::Object exports, Environment& environment) {
    add_hot<send_many>(exports, environment, "sendMany");
    add_hot<alloc_unsafe>(exports, environment, "allocUnsafe");
}

}  // namespace zmq_napi::node
