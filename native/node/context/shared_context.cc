#include "node/context/shared_context.h"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <map>
#include <mutex>
#include <random>
#include <utility>

#include "node/context/termination.h"

namespace zmq_napi::node {

namespace {

std::string random_key() {
    std::random_device random;
    std::string key;
    char digits[9];
    for (int word = 0; word < 4; ++word) {
        std::snprintf(digits, sizeof digits, "%08x", random());
        key += digits;
    }
    return key;
}

/// The contexts of the process, by number. Never destroyed, because threads may end after static objects.
struct Registry {
    std::mutex mutex;
    const std::string key = random_key();
    ContextId next_id = 1;
    std::map<ContextId, std::weak_ptr<SharedContext>> contexts;
    std::shared_ptr<SharedContext> process_default;
};

Registry& registry() {
    static auto& instance = *std::make_unique<Registry>().release();
    return instance;
}

std::shared_ptr<SharedContext> create_locked(Registry& contexts, zmq::Error& error) {
    zmq::Context context;
    error = context.open();
    if (error) return nullptr;
    const ContextId id = contexts.next_id++;
    auto shared = std::make_shared<SharedContext>(id, std::move(context));
    contexts.contexts.emplace(id, shared);
    return shared;
}

}  // namespace

std::shared_ptr<SharedContext> SharedContext::process_default(zmq::Error& error) {
    Registry& contexts = registry();
    const std::lock_guard lock(contexts.mutex);
    if (contexts.process_default == nullptr) contexts.process_default = create_locked(contexts, error);
    return contexts.process_default;
}

std::shared_ptr<SharedContext> SharedContext::create(zmq::Error& error) {
    Registry& contexts = registry();
    const std::lock_guard lock(contexts.mutex);
    return create_locked(contexts, error);
}

std::shared_ptr<SharedContext> SharedContext::find(ContextId id, zmq::Error& error) {
    Registry& contexts = registry();
    const std::lock_guard lock(contexts.mutex);
    if (id == 0 || id >= contexts.next_id) {
        error = {EINVAL, "zmq_ctx_get"};
        return nullptr;
    }
    const auto found = contexts.contexts.find(id);
    auto context = found == contexts.contexts.end() ? nullptr : found->second.lock();
    if (context == nullptr || context->shut_down_) error = {ETERM, "zmq_ctx_get"};
    return context;
}

std::shared_ptr<SharedContext> SharedContext::find_any(ContextId id) {
    Registry& contexts = registry();
    const std::lock_guard lock(contexts.mutex);
    const auto found = contexts.contexts.find(id);
    return found == contexts.contexts.end() ? nullptr : found->second.lock();
}

std::string SharedContext::process_key() { return registry().key; }

std::vector<std::shared_ptr<SharedContext>> SharedContext::all() {
    Registry& contexts = registry();
    const std::lock_guard lock(contexts.mutex);
    std::vector<std::shared_ptr<SharedContext>> contexts_left;
    for (const auto& entry : contexts.contexts) {
        if (auto context = entry.second.lock()) contexts_left.push_back(std::move(context));
    }
    return contexts_left;
}

SharedContext::SharedContext(ContextId id, zmq::Context context) noexcept : id_(id), context_(std::move(context)) {}

SharedContext::~SharedContext() {
    bool ended = false;
    // Without a thread for it, zmq_ctx_term could block this thread forever. So the handle leaks.
    if (terminate({}, ended)) static_cast<void>(context_.release());
    Registry& contexts = registry();
    const std::lock_guard lock(contexts.mutex);
    contexts.contexts.erase(id_);
}

zmq::Error SharedContext::open_socket(int type, zmq::Socket& socket) const {
    const std::shared_lock lock(mutex_);
    return context_.handle() == nullptr ? zmq::Error{ETERM, "zmq_socket"} : socket.open(context_, type);
}

zmq::Error SharedContext::get(int option, int& value) const {
    const std::shared_lock lock(mutex_);
    return context_.handle() == nullptr ? zmq::Error{ETERM, "zmq_ctx_get"} : context_.get(option, value);
}

zmq::Error SharedContext::set(int option, int value) {
    const std::shared_lock lock(mutex_);
    return context_.handle() == nullptr ? zmq::Error{ETERM, "zmq_ctx_set"} : context_.set(option, value);
}

zmq::Error SharedContext::get(int option, std::string& value) const {
    const std::shared_lock lock(mutex_);
    return context_.handle() == nullptr ? zmq::Error{ETERM, "zmq_ctx_get_ext"} : context_.get(option, value);
}

zmq::Error SharedContext::set(int option, const void* value, std::size_t size) {
    const std::shared_lock lock(mutex_);
    return context_.handle() == nullptr ? zmq::Error{ETERM, "zmq_ctx_set_ext"} : context_.set(option, value, size);
}

zmq::Error SharedContext::shutdown() {
    const std::shared_lock lock(mutex_);
    // terminate() has already shut it down.
    if (context_.handle() == nullptr) return {};
    shut_down_ = true;
    return context_.shutdown();
}

zmq::Error SharedContext::terminate(std::function<void()> done, bool& ended) {
    const std::unique_lock lock(mutex_);
    if (context_.handle() != nullptr) {
        const auto finish = [ending = ending_] { ending->finish(); };
        if (const zmq::Error error = begin_termination(context_, exit_linger, lingering_, finish)) return error;
        shut_down_ = true;
    }
    ended = !ending_->wait(std::move(done));
    return {};
}

bool SharedContext::terminated() const {
    const std::shared_lock lock(mutex_);
    return context_.handle() == nullptr;
}

bool SharedContext::Ending::wait(std::function<void()> done) {
    const std::lock_guard lock(mutex_);
    if (!over_ && done) waiting_.push_back(std::move(done));
    return !over_;
}

void SharedContext::Ending::finish() {
    std::vector<std::function<void()>> waiting;
    {
        const std::lock_guard lock(mutex_);
        over_ = true;
        waiting.swap(waiting_);
    }
    for (const auto& done : waiting) done();
}

}  // namespace zmq_napi::node
