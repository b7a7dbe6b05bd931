#pragma once

#include <napi.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace zmq_napi::node {

/// A queue of tasks that other threads post to a JavaScript thread.
///
/// Ownership: shared by the reactor and every thread that may post. After close(), post() does nothing.
class JsThreadQueue {
  public:
    virtual ~JsThreadQueue() = default;
    JsThreadQueue(const JsThreadQueue&) = delete;
    JsThreadQueue& operator=(const JsThreadQueue&) = delete;

    /// Calls `task` on the JavaScript thread soon, unless that thread ends first. Any thread.
    void post(std::function<void()> task);
    /// Makes post() do nothing from now on. Does not use the event loop, so it may be called at the end of the process.
    /// Idempotent.
    void silence() noexcept;
    /// Does the same, and removes the queue from the event loop. JavaScript thread. Idempotent.
    void close() noexcept;

    /// Keeps the event loop alive, until release() was called as often as hold(). JavaScript thread.
    void hold() noexcept;
    void release() noexcept;

  protected:
    JsThreadQueue() = default;

    /// Has run() called on the JavaScript thread. Any thread, but never after remove() began.
    virtual void signal() noexcept = 0;
    /// Sets whether the queue keeps the event loop alive; at first it does not. JavaScript thread.
    virtual void keep_alive(bool alive) noexcept = 0;
    /// Removes the queue from the event loop. JavaScript thread, once.
    virtual void remove() noexcept = 0;

    /// Calls the posted tasks. JavaScript thread.
    void run();

  private:
    std::size_t holders_ = 0;
    bool closed_ = false;
    std::mutex mutex_;
    bool silent_ = false;
    std::vector<std::function<void()>> tasks_;
};

/// Makes a queue that uses a napi_threadsafe_function, and so nothing but Node-API. JavaScript thread. Null if Node-API
/// refuses. Must be made before the environment adds its clean-up hook: hooks run in reverse order, and close() must
/// run before the hook of the thread-safe function.
std::shared_ptr<JsThreadQueue> make_thread_safe_function_queue(napi_env env);

}  // namespace zmq_napi::node
