#pragma once

#include <cstddef>
#include <cstdint>

#include "zmq/socket.h"

namespace zmq_napi::node {

/// The functions of libuv that this addon calls, by their names in uv.h.
///
/// They are looked up in the running process, and their types are opaque, so that the addon has no undefined symbol of
/// libuv and loads in a process without it. libuv 1.x keeps these signatures, and the numbers of uv_handle_type,
/// stable.
struct UvApi {
    struct Loop;
    struct Handle;
    using CloseCallback = void (*)(Handle*);
    using PollCallback = void (*)(Handle*, int status, int events);
    /// uv_async_cb, uv_check_cb, uv_idle_cb, uv_timer_cb
    using Callback = void (*)(Handle*);
    /// Values of uv_handle_type.
    enum Type : int { kAsync = 1, kCheck = 2, kIdle = 6, kPoll = 8, kTimer = 13 };

    /// UV_READABLE, UV_WRITABLE, UV_PRIORITIZED
    static constexpr int kReadable = 1;
    static constexpr int kWritable = 2;
    static constexpr int kPrioritized = 8;

    /// The size of a handle of that type.
    std::size_t (*handle_size)(int type) = nullptr;
    int (*poll_init)(Loop*, Handle*, zmq::Descriptor) = nullptr;
    int (*poll_start)(Handle*, int events, PollCallback) = nullptr;
    int (*poll_stop)(Handle*) = nullptr;
    int (*async_init)(Loop*, Handle*, Callback) = nullptr;
    int (*async_send)(Handle*) = nullptr;
    int (*check_init)(Loop*, Handle*) = nullptr;
    int (*check_start)(Handle*, Callback) = nullptr;
    int (*check_stop)(Handle*) = nullptr;
    int (*idle_init)(Loop*, Handle*) = nullptr;
    int (*idle_start)(Handle*, Callback) = nullptr;
    int (*idle_stop)(Handle*) = nullptr;
    int (*timer_init)(Loop*, Handle*) = nullptr;
    int (*timer_start)(Handle*, Callback, std::uint64_t timeout, std::uint64_t repeat) = nullptr;
    void (*close)(Handle*, CloseCallback) = nullptr;
    void (*ref)(Handle*) = nullptr;
    void (*unref)(Handle*) = nullptr;
    void (*set_data)(Handle*, void*) = nullptr;
    void* (*get_data)(const Handle*) = nullptr;

    /// Null if the process does not have all of them.
    static const UvApi* find() noexcept;
};

}  // namespace zmq_napi::node
