#pragma once

#include <cstddef>
#include <string>

#include "zmq/error.h"

namespace zmq_napi::core {

/// Owns a libzmq context.
///
/// Thread: get(), set() and shutdown() may be called from any thread at any time, as libzmq allows. What replaces or
/// ends the handle (open(), a move, release(), terminate()) may not: the caller sees to it that no other call is under
/// way.
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

    /// Replaces the handle by that of a new context, whose I/O threads run as SCHED_BATCH where the system lets them:
    /// they wake up for every few messages, and to be pushed aside for that costs a thread that sends or receives up to
    /// a third of its time. EMFILE when the process has no descriptor left.
    Error open() noexcept;

    Error get(int option, int& value) const noexcept;
    Error set(int option, int value) noexcept;
    Error get(int option, std::string& value) const;
    Error set(int option, const void* value, std::size_t size) noexcept;

    /// Wakes every operation that blocks on one of the context's sockets, with ETERM. Does not block.
    Error shutdown() noexcept;

    /// Blocks until every socket of the context is closed and its messages have left or their linger is over.
    /// Idempotent.
    void terminate() noexcept;

    /// After EMFILE: whether sockets that were closed may be what leaves no room for another. They keep their
    /// descriptors until libzmq's reaper thread has dismantled them, moments later; and with a libzmq that is not
    /// patched they count against the context's limit as long.
    static bool closed_sockets_take_room() noexcept;

    void* handle() const noexcept { return handle_; }
    void* release() noexcept;

  private:
    void* handle_ = nullptr;
};

}  // namespace zmq_napi::core
