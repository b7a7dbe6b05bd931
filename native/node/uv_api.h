#pragma once

#include <cstddef>

#include "zmq/socket.h"

namespace zmq_napi::node {

/// The few functions of libuv that this addon calls, by the names of uv.h.
///
/// They are looked up in the running process, with opaque types, so that the addon has no undefined libuv symbol and
/// loads where there is no libuv. libuv 1.x keeps these signatures, and the number of a uv_poll_t, stable.
struct UvApi {
    struct Loop;
    struct Handle;
    using CloseCallback = void (*)(Handle*);
    using PollCallback = void (*)(Handle*, int status, int events);

    /// UV_READABLE, UV_WRITABLE, UV_PRIORITIZED
    static constexpr int kReadable = 1;
    static constexpr int kWritable = 2;
    static constexpr int kPrioritized = 8;

    std::size_t poll_handle_size = 0;
    int (*poll_init)(Loop*, Handle*, core::Descriptor) = nullptr;
    int (*poll_start)(Handle*, int events, PollCallback) = nullptr;
    int (*poll_stop)(Handle*) = nullptr;
    void (*close)(Handle*, CloseCallback) = nullptr;
    void (*ref)(Handle*) = nullptr;
    void (*unref)(Handle*) = nullptr;
    void (*set_data)(Handle*, void*) = nullptr;
    void* (*get_data)(const Handle*) = nullptr;

    /// Null where the process does not have them all.
    static const UvApi* find() noexcept;
};

}  // namespace zmq_napi::node
