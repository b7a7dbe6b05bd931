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
/// It guards a napi_threadsafe_function, which must not be called once its environment closes it. Ownership: shared by
/// the environment and every thread that may post; post() after close() does nothing.
class Notifier {
    struct Private {};

  public:
    /// JavaScript thread. Null, with a JavaScript exception pending, if Node-API refuses. To be made before the
    /// environment's clean-up hook is added: hooks run last in, first out, and close() must come before Node's own.
    static std::shared_ptr<Notifier> open(napi_env env);

    /// Only open() can make one.
    Notifier(Private, napi_env env) noexcept : env_(env) {}
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    /// Calls `task` on the JavaScript thread soon; or never, if that thread ends first. Any thread.
    void post(std::function<void()> task);
    /// Makes post() do nothing from now on. Calls no Node-API: for the end of the process. Idempotent.
    void silence() noexcept;
    /// silence(), and gives the thread-safe function back. JavaScript thread. Idempotent.
    void close() noexcept;

    /// Counts who needs the event loop to stay alive until an answer is posted. JavaScript thread.
    void hold() noexcept;
    void release() noexcept;

  private:
    /// Calls what was posted. JavaScript thread. `context` is the notifier, which is gone when `env` is null.
    static void run(napi_env env, napi_value callback, void* context, void* data);

    napi_env env_;
    std::size_t holders_ = 0;
    std::mutex mutex_;
    bool silent_ = false;
    napi_threadsafe_function function_ = nullptr;
    std::vector<std::function<void()>> tasks_;
};

}  // namespace zmq_napi::node
