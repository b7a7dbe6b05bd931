#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>

#include "node/exports.h"

namespace zmq_napi::node {

namespace {

// A part of this size or more becomes an ArrayBuffer of its own, over libzmq's memory where the runtime allows it;
// smaller ones are copied into one that the batch shares.
constexpr std::size_t kLargePart = std::size_t{32} * 1024;
// A batch ends when this many bytes of small parts are in it, to bound what one kept message keeps alive; or when this
// many of large ones are, to bound what waits outside of libzmq's high-water mark.
constexpr std::size_t kSmallBytes = std::size_t{256} * 1024;
constexpr std::size_t kLargeBytes = std::size_t{4} * 1024 * 1024;

// How the table describes the batch; lib/batch.ts reads it.
constexpr std::size_t kTableMessages = 0;
constexpr std::size_t kTableCode = 1;
constexpr std::size_t kTableHeader = 2;
constexpr std::int32_t kLastLarge = -1;
constexpr std::int32_t kMoreLarge = -2;

struct Table {
    std::int32_t* entries = nullptr;
    std::size_t capacity = 0;
};

Table read_table(napi_env env, napi_value value) noexcept {
    void* data = nullptr;
    std::size_t length = 0;
    napi_get_typedarray_info(env, value, nullptr, &length, &data, nullptr, nullptr);
    if (length < kTableHeader) return {};
    return {static_cast<std::int32_t*>(data), length - kTableHeader};
}

/// Adds the parts of one message to `batch`: the one that was carried over, or the next that was received. Returns 0,
/// or an errno with `batch` as it was.
int receive_message(SocketEntry& entry, Parts& batch) {
    if (!entry.carried.empty()) {
        int mask = 0;
        if (const core::Error error = entry.socket.events(mask)) {
            // The context was shut down, after which libzmq gives out nothing either.
            entry.carried.clear();
            return error.code;
        }
        for (auto& part : entry.carried) batch.push_back(std::move(part));
        entry.carried.clear();
        return 0;
    }
    const std::size_t start = batch.size();
    do {
        core::Message part;
        if (const int code = entry.socket.receive(part)) {
            // Parts arrive together, so only the end of the context can come between them.
            batch.resize(start);
            return code;
        }
        batch.push_back(std::move(part));
    } while (batch.back().more());
    return 0;
}

/// An ArrayBuffer over the part's own memory; or over a copy of it where others use that memory too, since JavaScript
/// may write to it, and where the runtime allows no foreign memory.
napi_value large_array_buffer(napi_env env, core::Message& part) {
    const std::size_t size = part.size();
    auto owned = std::make_unique<core::Message>(std::move(part));
    // May run on any thread, at any time until the process ends.
    const auto finalize = [](napi_env, void*, void* message) {
        const std::unique_ptr<core::Message> freed(static_cast<core::Message*>(message));
    };
    napi_value made = nullptr;
    if (!owned->shared() &&
        napi_create_external_arraybuffer(env, owned->data(), size, finalize, owned.get(), &made) == napi_ok) {
        static_cast<void>(owned.release());
        return made;
    }
    void* data = nullptr;
    if (napi_create_arraybuffer(env, size, &data, &made) != napi_ok) return nullptr;
    std::memcpy(data, owned->data(), size);
    return made;
}

/// Describes the batch in the table and hands its bytes to JavaScript.
napi_value deliver(napi_env env, Parts& batch, std::size_t small_bytes, std::size_t large_parts, Table table) {
    napi_value arena = nullptr;
    void* data = nullptr;
    if (napi_create_arraybuffer(env, small_bytes, &data, &arena) != napi_ok) return nullptr;
    napi_value result = arena;
    if (large_parts != 0) {
        napi_create_array_with_length(env, large_parts + 1, &result);
        napi_set_element(env, result, 0, arena);
    }
    auto* free = static_cast<char*>(data);
    std::uint32_t next_large = 1;
    std::int32_t* entry = table.entries + kTableHeader;
    for (auto& part : batch) {
        const std::size_t size = part.size();
        const bool more = part.more();
        if (size < kLargePart) {
            *entry++ = static_cast<std::int32_t>(size << 1U) | static_cast<std::int32_t>(more);
            if (size != 0) std::memcpy(free, part.data(), size);
            free += size;
        } else {
            *entry++ = more ? kMoreLarge : kLastLarge;
            const napi_value large = large_array_buffer(env, part);
            if (large == nullptr) return nullptr;
            napi_set_element(env, result, next_large++, large);
        }
    }
    return result;
}

/// receive(socket, limit, table)
napi_value receive(napi_env env, napi_callback_info info) {
    const HotCall<3> call(env, info);
    const Table table = read_table(env, call[2]);
    if (table.entries == nullptr) return nullptr;
    std::int32_t* const header = table.entries;
    header[kTableMessages] = 0;
    header[kTableCode] = 0;
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) {
        header[kTableCode] = ENOTSOCK;
        return nullptr;
    }

    const auto limit = static_cast<std::int32_t>(call.number(1));
    Parts& batch = call.environment().scratch;
    batch.clear();
    std::size_t small_bytes = 0;
    std::size_t large_bytes = 0;
    std::size_t large_parts = 0;
    while (header[kTableMessages] < limit && small_bytes < kSmallBytes && large_bytes < kLargeBytes) {
        const std::size_t start = batch.size();
        if (const int code = receive_message(*entry, batch)) {
            header[kTableCode] = code;
            break;
        }
        if (batch.size() > table.capacity) {
            // It goes first into the next batch, whose table is large enough for what this says.
            for (std::size_t index = start; index < batch.size(); ++index) {
                entry->carried.push_back(std::move(batch[index]));
            }
            batch.resize(start);
            header[kTableCode] = ENOBUFS;
            break;
        }
        for (std::size_t index = start; index < batch.size(); ++index) {
            const std::size_t size = batch[index].size();
            if (size < kLargePart) {
                small_bytes += size;
            } else {
                large_bytes += size;
                ++large_parts;
            }
        }
        ++header[kTableMessages];
    }
    if (header[kTableMessages] == 0) {
        if (header[kTableCode] == ENOBUFS) header[kTableMessages] = -static_cast<std::int32_t>(entry->carried.size());
        return nullptr;
    }
    const napi_value result = deliver(env, batch, small_bytes, large_parts, table);
    batch.clear();
    return result;
}

}  // namespace

void export_receive(Napi::Object exports, Environment& environment) {
    add_hot<receive>(exports, environment, "receive");
}

}  // namespace zmq_napi::node
