#include "node/notifier.h"

#include <utility>

namespace zmq_napi::node {

std::shared_ptr<Notifier> Notifier::open(napi_env env) {
    auto notifier = std::make_shared<Notifier>(Private{}, env);
    napi_value name = nullptr;
    if (napi_create_string_utf8(env, "zmq-napi", NAPI_AUTO_LENGTH, &name) != napi_ok) return nullptr;

    // The thread-safe function owns a share of the notifier until Node-API has finalised it.
    auto share = std::make_unique<std::shared_ptr<Notifier>>(notifier);
    const auto finalize = [](napi_env, void* data, void*) {
        const std::unique_ptr<std::shared_ptr<Notifier>> owned(static_cast<std::shared_ptr<Notifier>*>(data));
    };
    if (napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, share.get(), finalize, notifier.get(), run,
                                        &notifier->function_) != napi_ok) {
        return nullptr;
    }
    static_cast<void>(share.release());
    napi_unref_threadsafe_function(env, notifier->function_);
    return notifier;
}

void Notifier::post(std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    if (silent_) return;
    tasks_.push_back(std::move(task));
    // One call runs all that was posted before it.
    if (tasks_.size() == 1) napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking);
}

void Notifier::silence() noexcept {
    const std::lock_guard lock(mutex_);
    silent_ = true;
    tasks_.clear();
}

void Notifier::close() noexcept {
    silence();
    if (const auto function = std::exchange(function_, nullptr)) {
        napi_release_threadsafe_function(function, napi_tsfn_abort);
    }
}

void Notifier::hold() noexcept {
    if (holders_++ == 0 && function_ != nullptr) napi_ref_threadsafe_function(env_, function_);
}

void Notifier::release() noexcept {
    if (--holders_ == 0 && function_ != nullptr) napi_unref_threadsafe_function(env_, function_);
}

void Notifier::run(napi_env env, napi_value, void* context, void*) {
    // Node-API calls this once more when the thread has ended, after the finalizer that may have freed the notifier.
    if (env == nullptr) return;
    auto& notifier = *static_cast<Notifier*>(context);
    std::vector<std::function<void()>> tasks;
    {
        const std::lock_guard lock(notifier.mutex_);
        tasks.swap(notifier.tasks_);
    }
    for (const auto& task : tasks) task();
}

}  // namespace zmq_napi::node
