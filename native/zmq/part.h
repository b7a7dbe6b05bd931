#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

#include "zmq/error.h"

namespace zmq_napi::zmq {

/// Owns one zmq_msg_t: one part of a message.
///
/// Thread: a Part may move between threads, and its memory may be released on any.
/// Errors: a function that returns an Error leaves an empty part when it fails. No function throws.
class Part {
  public:
    Part() noexcept { zmq_msg_init(&msg_); }
    ~Part() { zmq_msg_close(&msg_); }

    Part(Part&& other) noexcept : Part() { zmq_msg_move(&msg_, &other.msg_); }
    Part& operator=(Part&& other) noexcept {
        zmq_msg_move(&msg_, &other.msg_);
        return *this;
    }
    Part(const Part&) = delete;
    Part& operator=(const Part&) = delete;

    /// Replaces the content by `size` bytes that are not initialised. ENOMEM leaves an empty part.
    Error allocate(std::size_t size) noexcept {
        zmq_msg_close(&msg_);
        const Error error = check(zmq_msg_init_size(&msg_, size), "zmq_msg_init_size");
        if (error) zmq_msg_init(&msg_);
        return error;
    }

    /// Replaces the content by a copy of `size` bytes.
    Error assign(const void* data, std::size_t size) noexcept {
        const Error error = allocate(size);
        if (!error && size != 0) std::memcpy(this->data(), data, size);
        return error;
    }

    /// Replaces the content by memory of `owner`, without a copy. libzmq calls `release(data, owner)` on any thread
    /// when it no longer uses the memory. ENOMEM leaves an empty part, and does not call `release`.
    Error borrow(void* data, std::size_t size, zmq_free_fn* release, void* owner) noexcept {
        zmq_msg_close(&msg_);
        const Error error = check(zmq_msg_init_data(&msg_, data, size, release, owner), "zmq_msg_init_data");
        if (error) zmq_msg_init(&msg_);
        return error;
    }

    /// Replaces the content by that of `other`. Large content is shared and counted, not copied.
    Error share(Part& other) noexcept { return check(zmq_msg_copy(&msg_, &other.msg_), "zmq_msg_copy"); }

    void* data() noexcept { return zmq_msg_data(&msg_); }
    std::size_t size() const noexcept { return zmq_msg_size(&msg_); }
    /// Whether other parts may use the same memory, such as another subscriber's over inproc.
    bool shared() const noexcept { return zmq_msg_get(&msg_, ZMQ_SHARED) != 0; }
    bool more() const noexcept { return zmq_msg_more(&msg_) != 0; }

    /// A property of the connection by which the part came, such as "Peer-Address". Nothing if the connection does
    /// not have it, and for a part that came over inproc or was not received. Valid as long as the content is. A
    /// system libzmq gives only the bytes before the first 0.
    std::optional<std::string_view> property(const char* name) const noexcept {
#ifdef ZMQ_NAPI_VENDORED_LIBZMQ
        std::size_t size = 0;
        const char* const value = zmq_msg_gets_sized(&msg_, name, &size);
#else
        const char* const value = zmq_msg_gets(&msg_, name);
        const std::size_t size = value == nullptr ? 0 : std::strlen(value);
#endif
        if (value == nullptr) return std::nullopt;
        return std::string_view(value, size);
    }

    // The metadata of draft sockets. Without libzmq's draft API there is none, and setting it fails with ENOTSUP.

    /// The peer from which the message of a SERVER or PEER came, or to which it goes. Not 0 for a received message.
    std::uint32_t routing_id() noexcept {
#ifdef ZMQ_BUILD_DRAFT_API
        return zmq_msg_routing_id(&msg_);
#else
        return 0;
#endif
    }
    /// EINVAL for 0. Kept until the content is replaced.
    Error set_routing_id(std::uint32_t routing_id) noexcept {
#ifdef ZMQ_BUILD_DRAFT_API
        return check(zmq_msg_set_routing_id(&msg_, routing_id), "zmq_msg_set_routing_id");
#else
        static_cast<void>(routing_id);
        return {ENOTSUP, "zmq_msg_set_routing_id"};
#endif
    }
    /// The group of a message of a RADIO or DISH; empty if it has none. Valid as long as the content is.
    const char* group() noexcept {
#ifdef ZMQ_BUILD_DRAFT_API
        return zmq_msg_group(&msg_);
#else
        return "";
#endif
    }
    /// EINVAL for more than ZMQ_GROUP_MAX_LENGTH bytes. Kept until the content is replaced.
    Error set_group(const char* group) noexcept {
#ifdef ZMQ_BUILD_DRAFT_API
        return check(zmq_msg_set_group(&msg_, group), "zmq_msg_set_group");
#else
        static_cast<void>(group);
        return {ENOTSUP, "zmq_msg_set_group"};
#endif
    }

    zmq_msg_t* handle() noexcept { return &msg_; }

  private:
    zmq_msg_t msg_;
};

/// The parts of a message, in order.
using Parts = std::vector<Part>;

/// Frees the memory of the vector, and with it the parts, if it has room for very many.
inline void shrink(Parts& parts) noexcept {
    constexpr std::size_t kMostKept = 1024;
    if (parts.capacity() > kMostKept) Parts().swap(parts);
}

/// Removes the parts. Keeps the memory of the vector, unless it has room for very many.
inline void clear(Parts& parts) noexcept {
    parts.clear();
    shrink(parts);
}

}  // namespace zmq_napi::zmq
