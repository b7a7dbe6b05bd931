#pragma once

#include <cstddef>
#include <string>

#include "zmq/error.h"

namespace zmq_napi::zmq {

/// Owns a libzmq context.
///
/// Thread: any thread may call get(), set() and shutdown() at any time, as libzmq allows. While a function replaces or
/// ends the handle (open(), a move, release(), terminate()), no other call may run.
class Context {
  public:
    Context() noexcept = default;
    /// Takes over a handle that release() gave up.
    explicit Context(void* handle) noexcept : handle_(handle) {}
    ~Context() { terminate(); }
    Context(Context&& other) noexcept : handle_(other.release()) {}
    Context& operator=(Context&& other) noexcept;
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    /// Replaces the handle by that of a new context. Its I/O threads run as SCHED_BATCH where the system allows it:
    /// they wake up every few messages, and if they preempted the thread that sends or receives, that would lose up to
    /// a third of its time. EMFILE if the process has no descriptor left.
    Error open() noexcept;

    Error get(int option, int& value) const noexcept;
    Error set(int option, int value) noexcept;
    Error get(int option, std::string& value) const;
    Error set(int option, const void* value, std::size_t size) noexcept;

    /// Wakes every operation that blocks on one of the context's sockets, with ETERM. Does not block.
    Error shutdown() noexcept;

    /// Blocks until all sockets of the context are closed, and their messages are sent or their linger is over.
    /// Idempotent.
    void terminate() noexcept;

    /// After EMFILE: whether closed sockets may be the reason. They keep their descriptors until libzmq's reaper thread
    /// has destroyed them, moments later; and with a libzmq without the patches they count against the context's limit
    /// until then.
    static bool closed_sockets_take_room() noexcept;

    void* handle() const noexcept { return handle_; }
    void* release() noexcept;

  private:
    void* handle_ = nullptr;
};

}  // namespace zmq_napi::zmq
