#include <cerrno>

#include "node/exports/exports.h"
#include "node/message/external_memory.h"
#include "node/message/part.h"
#include "node/socket/sending.h"

namespace zmq_napi::node {

namespace {

// The table of sendPacked, whose rows lib/message/encoder.ts writes.
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

/// Whether the rows are there, and the bytes that they tell of.
bool is_whole(const Packed& packed, const Packing& packing) noexcept {
    if (packing.table.size < kTableHeader + packed.count) return false;
    std::size_t bytes = 0;
    for (std::size_t row = 0; row < packed.count; ++row) {
        if (packed.rows[row] >= 0) bytes += static_cast<std::size_t>(packed.rows[row] >> 1);
    }
    return bytes <= packing.size;
}

/// Reads the parts that are not packed, in order. 0, or an errno, or kWrongType and in `failed` which part it is.
int read_unpacked(napi_env env, napi_value values, const Packed& packed, std::vector<core::Message>& parts,
                  std::int32_t& failed) {
    bool any = false;
    if (napi_is_array(env, values, &any) != napi_ok || !any) return 0;
    std::uint32_t index = 0;
    for (std::size_t row = 0; row < packed.count; ++row) {
        if (packed.rows[row] >= 0) continue;
        napi_value value = nullptr;
        core::Message part;
        failed = static_cast<std::int32_t>(index);
        if (napi_get_element(env, values, index++, &value) != napi_ok) return kWrongType;
        const bool transferred = packed.rows[row] <= kLastTransferred;
        if (!transferred || !take_part(env, value, part)) {
            if (const int code = read_part(env, value, part, transferred)) return code;
        }
        parts.push_back(std::move(part));
    }
    return 0;
}

/// Goes through the parts of a batch, one after the other.
class Unpacking {
  public:
    struct Place {
        std::size_t row = 0;
        std::size_t byte = 0;
        std::size_t unpacked = 0;
    };

    Unpacking(const Packed& packed, std::vector<core::Message>& unpacked) noexcept
        : packed_(packed), unpacked_(unpacked) {}

    bool done() const noexcept { return at_.row == packed_.count; }
    /// Whether the next part is not the last of its message.
    bool more() const noexcept { return has_more(packed_.rows[at_.row]); }

    /// Makes the next part in `part`. ENOMEM.
    core::Error take(core::Message& part) noexcept {
        const std::int32_t row = packed_.rows[at_.row++];
        if (row < 0) {
            part = std::move(unpacked_[at_.unpacked++]);
            return {};
        }
        const auto size = static_cast<std::size_t>(row >> 1);
        const char* const bytes = packed_.bytes + at_.byte;
        at_.byte += size;
        return part.assign(bytes, size);
    }

    /// The same, but what is not packed is shared with libzmq, so that it can be made again.
    core::Error share(core::Message& part) noexcept {
        return packed_.rows[at_.row] < 0 ? (++at_.row, part.share(unpacked_[at_.unpacked++])) : take(part);
    }
    /// Takes back what take() made at `place`, and goes there.
    void put_back(core::Message& part, const Place& place) noexcept {
        at_ = place;
        if (packed_.rows[at_.row] < 0) unpacked_[at_.unpacked] = std::move(part);
    }

    /// How many parts of this message are left.
    std::size_t parts_of_message() const noexcept {
        std::size_t row = at_.row;
        while (has_more(packed_.rows[row])) ++row;
        return row + 1 - at_.row;
    }
    Place place() const noexcept { return at_; }
    void go_to(Place place) noexcept { at_ = place; }

  private:
    const Packed packed_;
    std::vector<core::Message>& unpacked_;
    Place at_;
};

/// Sends the next message of one part.
int send_one_part(SocketEntry& entry, Unpacking& messages, core::Message& part) {
    const Unpacking::Place start = messages.place();
    if (const core::Error error = messages.take(part)) return error.code;
    const std::size_t size = part.size();
    const int code = entry.socket.send(part, false);
    if (code == 0) {
        entry.sent.count(size);
    } else {
        messages.put_back(part, start);
    }
    return code;
}

/// Sends the next message of several parts, all or nothing.
int send_several_parts(SocketEntry& entry, Unpacking& messages, core::Message& part) {
    const Unpacking::Place start = messages.place();
    std::size_t size = 0;
    bool more = true;
    for (bool first = true; more; first = false) {
        more = messages.more();
        if (const core::Error error = messages.share(part)) return error.code;
        size += part.size();
        const int code = entry.socket.send(part, more);
        if (code == 0) continue;
        if (!first && more) swallow(entry, messages.parts_of_message());
        messages.go_to(start);
        return code;
    }
    entry.sent.count(size);
    return 0;
}

/// Sends message after message, until one cannot be sent.
int send_all(SocketEntry& entry, Unpacking& messages, std::int32_t& sent) {
    core::Message part;
    while (!messages.done()) {
        const int code = try_twice(entry, [&] {
            return messages.more() ? send_several_parts(entry, messages, part) : send_one_part(entry, messages, part);
        });
        if (code != 0) return code;
        ++sent;
    }
    return 0;
}

/// Makes what is left into an operation that waits. ENOMEM.
core::Error keep(Unpacking& messages, Outbound& rest) {
    while (!messages.done()) {
        const bool more = messages.more();
        rest.parts.emplace_back().more = more;
        if (const core::Error error = messages.take(rest.parts.back().message)) return error;
    }
    return {};
}

/// usePacking(table, bytes)
napi_value use_packing(napi_env env, napi_callback_info info) {
    const HotCall<2> call(env, info);
    Packing& packing = call.facade().packing;
    packing.table = call.table(0);
    void* bytes = nullptr;
    napi_get_typedarray_info(env, call[1], nullptr, &packing.size, &bytes, nullptr, nullptr);
    packing.bytes = static_cast<const char*>(bytes);
    return nullptr;
}

/// sendPacked(socket, unpacked, mode)
napi_value send_packed(napi_env env, napi_callback_info info) {
    const HotCall<3> call(env, info);
    const Packing& packing = call.facade().packing;
    if (packing.table.size < kTableHeader) return call.result(EINVAL);
    std::int32_t* const table = packing.table.rows;
    const Packed packed{table + kTableHeader, static_cast<std::size_t>(table[kTableCount]), packing.bytes};
    table[kTableCount] = 0;
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);
    if (!is_whole(packed, packing)) return call.result(EINVAL);

    std::vector<core::Message> unpacked;
    if (const int code = read_unpacked(env, call[1], packed, unpacked, table[kTableFailed])) {
        return call.result(code);
    }
    Unpacking messages(packed, unpacked);
    Outbound rest;
    const SendMode mode = effective_mode(*entry, call.number(2));
    if (mode == SendMode::kTry && !entry->outbound.empty()) return call.result(EAGAIN);
    int code = EAGAIN;
    if (mode != SendMode::kKeep) {
        code = send_all(*entry, messages, rest.sent);
        table[kTableCount] = rest.sent;
        if (!may_wait(*entry, code) || mode == SendMode::kTry) return call.result(code);
    }
    if (const core::Error error = keep(messages, rest)) return call.result(error.code);
    entry->outbound.push_back(std::move(rest));
    return call.result(code);
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

void export_send_packed(Napi::Object exports, Facade& facade) {
    add_hot<use_packing>(exports, facade, "usePacking");
    add_hot<send_packed>(exports, facade, "sendPacked");
    add_hot<alloc_unsafe>(exports, facade, "allocUnsafe");
}

}  // namespace zmq_napi::node
