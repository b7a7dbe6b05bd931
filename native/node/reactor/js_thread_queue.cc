#include "node/reactor/js_thread_queue.h"

#include <utility>

namespace zmq_napi::node {

void JsThreadQueue::post(std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    if (silent_) return;
    tasks_.push_back(std::move(task));
    // One signal is enough: run() calls all tasks that were posted before.
    if (tasks_.size() == 1) signal();
}

void JsThreadQueue::silence() noexcept {
    const std::lock_guard lock(mutex_);
    silent_ = true;
    tasks_.clear();
}

void JsThreadQueue::close() noexcept {
    silence();
    if (!std::exchange(closed_, true)) remove();
}

void JsThreadQueue::hold() noexcept {
    if (holders_++ == 0 && !closed_) keep_alive(true);
}

void JsThreadQueue::release() noexcept {
    if (--holders_ == 0 && !closed_) keep_alive(false);
}

void JsThreadQueue::run() {
    std::vector<std::function<void()>> tasks;
    {
        const std::lock_guard lock(mutex_);
        tasks.swap(tasks_);
    }
    for (const auto& task : tasks) task();
}

namespace {

/// A queue over a napi_threadsafe_function. No thread may call that function once its environment closes it, so close()
/// must come before.
class ThreadSafeFunctionQueue final : public JsThreadQueue {
  public:
    explicit ThreadSafeFunctionQueue(napi_env env) noexcept : env_(env) {}

    /// False if Node-API refuses. `self` is this.
    bool open(const std::shared_ptr<ThreadSafeFunctionQueue>& self) {
        napi_value name = nullptr;
        if (napi_create_string_utf8(env_, "zmq-napi", NAPI_AUTO_LENGTH, &name) != napi_ok) return false;
        // The thread-safe function owns a share of the queue until Node-API has finalised it.
        auto share = std::make_unique<std::shared_ptr<ThreadSafeFunctionQueue>>(self);
        const auto finalize = [](napi_env, void* data, void*) {
            const std::unique_ptr<std::shared_ptr<ThreadSafeFunctionQueue>> owned(
                static_cast<std::shared_ptr<ThreadSafeFunctionQueue>*>(data));
        };
        if (napi_create_threadsafe_function(env_, nullptr, nullptr, name, 0, 1, share.get(), finalize, this, on_call,
                                            &function_) != napi_ok) {
            return false;
        }
        static_cast<void>(share.release());
        keep_alive(false);
        return true;
    }

  protected:
    void signal() noexcept override { napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking); }
    void keep_alive(bool alive) noexcept override {
        alive ? napi_ref_threadsafe_function(env_, function_) : napi_unref_threadsafe_function(env_, function_);
    }
    void remove() noexcept override { napi_release_threadsafe_function(function_, napi_tsfn_abort); }

  private:
    static void on_call(napi_env env, napi_value, void* context, void*) {
        // At the end of the thread Node-API calls this once more, without `env`, after the finalizer, which may have
        // freed the queue.
        if (env != nullptr) static_cast<ThreadSafeFunctionQueue*>(context)->run();
    }

    const napi_env env_;
    napi_threadsafe_function function_ = nullptr;
};

}  // namespace

std::shared_ptr<JsThreadQueue> make_thread_safe_function_queue(napi_env env) {
    auto queue = std::make_shared<ThreadSafeFunctionQueue>(env);
    return queue->open(queue) ? queue : nullptr;
}

}  // namespace zmq_napi::node
