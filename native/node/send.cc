#include <array>
#include <cerrno>
#include <limits>
#include <string>

#include "node/exports.h"

namespace zmq_napi::node {

namespace {

/// What to do with a message: `mode` of send and sendParts in lib/binding.ts.
enum class Mode : std::uint32_t {
    /// Send it now or not at all.
    kTry = 0,
    /// Send it now, or keep it to be sent when the socket is writable.
    kTryOrKeep = 1,
    /// Keep it behind those that wait already.
    kKeep = 2,
};

/// What reading a part can come to, beside an errno.
constexpr int kWrongType = -1;
/// What sendParts returns for something that is an array to JavaScript only, such as a Proxy of one.
constexpr std::int32_t kNoArray = std::numeric_limits<std::int32_t>::min();

core::Error assign_string(napi_env env, napi_value value, core::Message& part) {
    // One pass for what fits: a string that filled the buffer to within one character of its end may have been cut.
    constexpr std::size_t kLongestCharacter = 4;
    std::array<char, 1024> small;
    std::size_t size = 0;
    napi_get_value_string_utf8(env, value, small.data(), small.size(), &size);
    if (size + kLongestCharacter < small.size()) return part.assign(small.data(), size);

    napi_get_value_string_utf8(env, value, nullptr, 0, &size);
    std::string large(size, '\0');
    // data()[size()] is a NUL already, and is what Node-API ends the string with.
    napi_get_value_string_utf8(env, value, large.data(), size + 1, &size);
    return part.assign(large.data(), size);
}

/// Whether the memory of a buffer or view that seems empty was taken away from it.
bool is_detached(napi_env env, napi_value value) {
    bool is = false;
    napi_value memory = value;
    if (napi_is_typedarray(env, value, &is) == napi_ok && is) {
        napi_get_typedarray_info(env, value, nullptr, nullptr, nullptr, &memory, nullptr);
    } else if (napi_is_dataview(env, value, &is) == napi_ok && is) {
        // Throws for a view of detached memory.
        if (napi_get_dataview_info(env, value, nullptr, nullptr, &memory, nullptr) != napi_ok) return true;
    }
    bool detached = false;
    return napi_is_detached_arraybuffer(env, memory, &detached) == napi_ok && detached;
}

int assign_bytes(napi_env env, napi_value value, const void* data, std::size_t size, core::Message& part) {
    if (size == 0 && is_detached(env, value)) return kWrongType;
    return part.assign(data, size).code;
}

/// Copies one part. 0, an errno, or kWrongType. Runs no JavaScript.
int read_part(napi_env env, napi_value value, core::Message& part) {
    void* data = nullptr;
    std::size_t size = 0;
    bool is = false;
    // Node's Buffer, and there any other view too.
    if (napi_is_buffer(env, value, &is) == napi_ok && is) {
        napi_get_buffer_info(env, value, &data, &size);
        return assign_bytes(env, value, data, size, part);
    }
    napi_valuetype type = napi_undefined;
    napi_typeof(env, value, &type);
    switch (type) {
        case napi_string:
            return assign_string(env, value, part).code;
        case napi_null:
        case napi_undefined:
            return part.allocate(0).code;
        case napi_number:
            napi_coerce_to_string(env, value, &value);
            return assign_string(env, value, part).code;
        case napi_object:
            if (napi_is_arraybuffer(env, value, &is) == napi_ok && is) {
                napi_get_arraybuffer_info(env, value, &data, &size);
                return assign_bytes(env, value, data, size, part);
            }
            if (napi_is_dataview(env, value, &is) == napi_ok && is) {
                napi_get_dataview_info(env, value, &size, &data, nullptr, nullptr);
                return assign_bytes(env, value, data, size, part);
            }
            return kWrongType;
        default:
            return kWrongType;
    }
}

/// Whether the socket spreads messages over its peers. If the peer goes away in the middle of a message, libzmq takes
/// what was sent back, and swallows what follows up to the message's end.
bool is_load_balanced(int type) noexcept { return type == ZMQ_PUSH || type == ZMQ_DEALER || type == ZMQ_REQ; }

/// Sends a message of several parts, all or nothing; `parts` are whole afterwards, whatever came of it.
int send_several(SocketEntry& entry, Parts& parts) {
    for (std::size_t index = 0; index < parts.size(); ++index) {
        core::Message share;
        if (const core::Error error = share.share(parts[index])) return error.code;
        const int code = entry.socket.send(share, index + 1 < parts.size());
        if (code == 0) continue;
        if (index > 0 && is_load_balanced(entry.type)) {
            for (std::size_t rest = index + 1; rest < parts.size(); ++rest) {
                core::Message swallowed;
                static_cast<void>(entry.socket.send(swallowed, rest + 1 < parts.size()));
            }
        }
        return code;
    }
    return 0;
}

template <typename Send>
int send_now(SocketEntry& entry, Send send) {
    const int code = send();
    if (code != EAGAIN) return code;
    // libzmq may not have looked yet at what a peer signalled. After this it has, and only a new signal, which makes
    // ZMQ_FD readable, can make the socket writable.
    int mask = 0;
    if (const core::Error error = entry.socket.events(mask)) return error.code;
    return send();
}

int send_now(SocketEntry& entry, Parts& parts) {
    if (parts.size() == 1) {
        return send_now(entry, [&] { return entry.socket.send(parts[0], false); });
    }
    return send_now(entry, [&] { return send_several(entry, parts); });
}

/// No message overtakes one that waits.
Mode effective_mode(const SocketEntry& entry, std::uint32_t mode) noexcept {
    if (entry.outbound.empty() || static_cast<Mode>(mode) == Mode::kTry) return static_cast<Mode>(mode);
    return Mode::kKeep;
}

/// send(socket, part, mode)
napi_value send(napi_env env, napi_callback_info info) {
    const HotCall<3> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);

    core::Message part;
    if (const int code = read_part(env, call[1], part)) return call.result(code);
    const Mode mode = effective_mode(*entry, call.number(2));
    if (mode != Mode::kKeep) {
        const int code = send_now(*entry, [&] { return entry->socket.send(part, false); });
        if (code != EAGAIN || mode == Mode::kTry) return call.result(code);
    }
    entry->outbound.emplace_back().push_back(std::move(part));
    return call.result(EAGAIN);
}

/// Copies all parts of an array. 0, an errno, kNoArray, or -1 - index for a part of a wrong type. The array's getters
/// may run any JavaScript.
std::int32_t read_parts(napi_env env, napi_value array, Parts& parts) {
    std::uint32_t count = 0;
    if (napi_get_array_length(env, array, &count) != napi_ok) return kNoArray;
    parts.clear();
    parts.resize(count);
    for (std::uint32_t index = 0; index < count; ++index) {
        napi_value value = nullptr;
        if (napi_get_element(env, array, index, &value) != napi_ok) return -1 - static_cast<std::int32_t>(index);
        const int code = read_part(env, value, parts[index]);
        if (code == kWrongType) return -1 - static_cast<std::int32_t>(index);
        if (code != 0) return code;
    }
    return 0;
}

/// sendParts(socket, parts, mode)
napi_value send_parts(napi_env env, napi_callback_info info) {
    const HotCall<3> call(env, info);
    // Taken, not referred to: a getter that sends would use it too.
    Parts parts = std::move(call.environment().scratch);
    if (const std::int32_t code = read_parts(env, call[1], parts)) return call.result(code);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);

    const Mode mode = effective_mode(*entry, call.number(2));
    if (mode != Mode::kKeep) {
        const int code = send_now(*entry, parts);
        if (code != EAGAIN || mode == Mode::kTry) {
            parts.clear();
            call.environment().scratch = std::move(parts);
            return call.result(code);
        }
    }
    entry->outbound.push_back(std::move(parts));
    return call.result(EAGAIN);
}

/// flush(socket)
napi_value flush(napi_env env, napi_callback_info info) {
    const HotCall<1> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(-ENOTSOCK);

    std::int32_t sent = 0;
    while (!entry->outbound.empty()) {
        const int code = send_now(*entry, entry->outbound.front());
        if (code == EAGAIN) break;
        // A failure is reported by a call of its own, so that what was sent before it is counted.
        if (code != 0 && sent > 0) break;
        entry->outbound.pop_front();
        if (code != 0) return call.result(-code);
        ++sent;
    }
    return call.result(sent);
}

/// cancelSend(socket, index)
napi_value cancel_send(napi_env env, napi_callback_info info) {
    const HotCall<2> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr) return call.result(ENOTSOCK);
    const std::uint32_t index = call.number(1);
    if (index >= entry->outbound.size()) return call.result(ENOENT);
    entry->outbound.erase(entry->outbound.begin() + index);
    return call.result(0);
}

}  // namespace

void export_send(Napi::Object exports, Environment& environment) {
    add_hot<send>(exports, environment, "send");
    add_hot<send_parts>(exports, environment, "sendParts");
    add_hot<flush>(exports, environment, "flush");
    add_hot<cancel_send>(exports, environment, "cancelSend");
}

}  // namespace zmq_napi::node
