#pragma once

#include <napi.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace zmq_napi::node {

/// Runs functions on a JavaScript thread, for threads of ours.
///
/// Ownership: shared by the environment and every thread that may post; post() after close() does nothing.
class Notifier {
  public:
    virtual ~Notifier() = default;
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    /// Calls `task` on the JavaScript thread soon; or never, if that thread ends first. Any thread.
    void post(std::function<void()> task);
    /// Makes post() do nothing from now on. Touches no event loop: for the end of the process. Idempotent.
    void silence() noexcept;
    /// silence(), and takes what it had in the event loop out of it. JavaScript thread. Idempotent.
    void close() noexcept;

    /// Counts who needs the event loop to stay alive until an answer is posted. JavaScript thread.
    void hold() noexcept;
    void release() noexcept;

  protected:
    Notifier() = default;

    /// Has run() called on the JavaScript thread. Any thread, but never after remove() began.
    virtual void signal() noexcept = 0;
    /// Whether it keeps the event loop alive; at first it does not. JavaScript thread.
    virtual void keep_alive(bool alive) noexcept = 0;
    /// Takes it out of the event loop. JavaScript thread, once.
    virtual void remove() noexcept = 0;

    /// Calls what was posted. JavaScript thread.
    void run();

  private:
    std::size_t holders_ = 0;
    bool closed_ = false;
    std::mutex mutex_;
    bool silent_ = false;
    std::vector<std::function<void()>> tasks_;
};

/// A notifier in pure Node-API, by a napi_threadsafe_function. JavaScript thread. Null if Node-API refuses. To be made
/// before the environment's clean-up hook is added: hooks run last in, first out, and close() must come before Node's
/// own.
std::shared_ptr<Notifier> make_thread_safe_notifier(napi_env env);

}  // namespace zmq_napi::node
