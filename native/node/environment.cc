#include "node/environment.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

namespace zmq_napi::node {

namespace {

/// For how long after a socket was closed another that cannot be opened waits for it to be gone.
constexpr auto kReaperPatience = std::chrono::milliseconds(50);

/// The environments of all threads. Never destroyed: it is used at the end of the process.
struct Live {
    std::mutex mutex;
    std::vector<std::pair<std::thread::id, Environment*>> environments;
};

Live& live() {
    static auto& instance = *std::make_unique<Live>().release();
    return instance;
}

/// An exception that left a callback of ours is an uncaught one.
void report(napi_env env) {
    napi_value exception = nullptr;
    bool pending = false;
    if (napi_is_exception_pending(env, &pending) != napi_ok || !pending) return;
    if (napi_get_and_clear_last_exception(env, &exception) == napi_ok) napi_fatal_exception(env, exception);
}

}  // namespace

Environment* Environment::create(Napi::Env env) {
    std::shared_ptr<Notifier> notifier = Notifier::open(env);
    if (notifier == nullptr) return nullptr;
    // It owns itself until the hook below has run.
    auto environment = std::make_unique<Environment>(Private{}, env, std::move(notifier));
    const auto hook = [](napi_async_cleanup_hook_handle handle, void* data) {
        auto* const ending = static_cast<Environment*>(data);
        ending->shut_down([handle, ending] {
            const std::unique_ptr<Environment> owned(ending);
            napi_remove_async_cleanup_hook(handle);
        });
    };
    if (napi_add_async_cleanup_hook(env, hook, environment.get(), nullptr) != napi_ok) return nullptr;
    return environment.release();
}

Environment::Environment(Private, napi_env env, std::shared_ptr<Notifier> notifier)
    : env_(env), notifier_(std::move(notifier)) {
    Live& all = live();
    const std::lock_guard lock(all.mutex);
    all.environments.emplace_back(std::this_thread::get_id(), this);
}

Environment::~Environment() {
    Live& all = live();
    const std::lock_guard lock(all.mutex);
    const auto is_this = [this](const auto& entry) { return entry.second == this; };
    all.environments.erase(std::remove_if(all.environments.begin(), all.environments.end(), is_this),
                           all.environments.end());
}

// --- sockets

core::Error Environment::patiently(const std::function<core::Error()>& attempt) const {
    core::Error error = attempt();
    const auto patience = last_close_ + kReaperPatience;
    while (error.code == EMFILE && core::Context::closed_sockets_take_room() &&
           std::chrono::steady_clock::now() < patience) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        error = attempt();
    }
    return error;
}

core::Error Environment::open(const std::shared_ptr<SharedContext>& context, int type, SocketId& id) {
    auto entry = std::make_unique<SocketEntry>();
    entry->type = type;
    entry->context = context;
    const core::Error error = patiently([&] { return context->open_socket(type, entry->socket); });
    if (error) return error;

    if (free_slots_.empty()) {
        if (sockets_.size() > kSlotMask) return {EMFILE, "zmq_socket"};
        free_slots_.push_back(static_cast<SocketId>(sockets_.size()));
        sockets_.emplace_back();
        generations_.push_back(0);
    }
    const SocketId slot = free_slots_.front();
    free_slots_.pop_front();
    entry->id = id = generations_[slot] << kSlotBits | slot;
    sockets_[slot] = std::move(entry);
    return {};
}

void Environment::close(SocketId id) noexcept {
    if (detach(id) != nullptr) last_close_ = std::chrono::steady_clock::now();
}

std::unique_ptr<SocketEntry> Environment::detach(SocketId id) noexcept {
    if (find(id) == nullptr) return nullptr;
    const SocketId slot = id & kSlotMask;
    generations_[slot] = (generations_[slot] + 1) & kGenerationMask;
    free_slots_.push_back(slot);
    return std::move(sockets_[slot]);
}

core::Error Environment::monitor(SocketEntry& entry, SocketEntry& reader, std::uint64_t events, int version) {
    // Unique in the process, whose threads may share the context.
    static std::atomic<std::uint64_t> count{0};
    const std::string address = "inproc://zmq-napi/monitor/" + std::to_string(++count);
    if (const core::Error error = reader.socket.connect(address.c_str())) return error;
    const core::Error error = patiently([&] { return entry.socket.monitor(address.c_str(), events, version); });
    // A socket whose connect waits for a bind never goes away, and so the reader does that itself: it takes no room.
    if (error) static_cast<void>(reader.socket.bind(address.c_str()));
    return error;
}

void Environment::stop_monitor(SocketEntry& entry) noexcept {
    entry.socket.stop_monitor();
    last_close_ = std::chrono::steady_clock::now();
}

// --- waiting

void Environment::start(std::unique_ptr<Reactor> reactor, Napi::Function wake) {
    reactor_ = std::move(reactor);
    wake_ = Napi::Persistent(wake);
}

core::Error Environment::watch(SocketEntry& entry, unsigned interest) {
    if (entry.watcher == nullptr) {
        core::Descriptor descriptor{};
        if (const core::Error error = entry.socket.descriptor(descriptor)) return error;
        if (const core::Error error = reactor_->watch(entry.id, descriptor, entry.watcher)) return error;
    }
    entry.interest = interest;
    entry.watcher->hold((interest & kHold) != 0);
    return {};
}

core::Error Environment::watch_once(core::Descriptor descriptor, unsigned interest, WatchId& id) {
    do {
        id = next_descriptor_++ | kDescriptorBit;
    } while (descriptors_.count(id) != 0);
    std::unique_ptr<Watcher>& watcher = descriptors_[id];
    const core::Error error = reactor_->watch_once(id, descriptor, interest, watcher);
    if (error) {
        descriptors_.erase(id);
    } else {
        watcher->hold(true);
    }
    return error;
}

void Environment::on_descriptor_ready(WatchId id) {
    if (descriptors_.erase(id) != 0) call_wake(id);
}

void Environment::on_ready(WatchId id) {
    if ((id & kDescriptorBit) != 0) {
        on_descriptor_ready(id);
        return;
    }
    SocketEntry* entry = find(id);
    if (entry == nullptr || entry->watcher == nullptr) return;
    entry->socket.consume();
    if ((entry->interest & (kReadable | kWritable)) != 0) {
        call_wake(id);
        entry = find(id);
        if (entry == nullptr || entry->watcher == nullptr) return;
    } else {
        int mask = 0;
        if (entry->socket.events(mask)) {
            // The context was shut down. libzmq handles no more signals of this socket, and the descriptor stays
            // readable for ever; every call fails with ETERM at once, so nothing can wait for it any more.
            entry->watcher.reset();
            return;
        }
    }
    entry->watcher->resume();
}

void Environment::call_wake(WatchId id) {
    const Napi::HandleScope scope(env_);
    napi_value argument = nullptr;
    napi_create_uint32(env_, id, &argument);
    napi_value global = nullptr;
    napi_get_global(env_, &global);
    // Fails when the thread is being terminated, and then there is nothing to do.
    napi_make_callback(env_, nullptr, global, wake_.Value(), 1, &argument, nullptr);
    report(env_);
}

// --- proxies

ProxyId Environment::add_proxy(std::unique_ptr<ProxyThread> proxy) {
    const ProxyId id = next_proxy_++;
    proxies_.emplace(id, std::move(proxy));
    return id;
}

void Environment::remove_proxy(ProxyId id) noexcept {
    if (proxies_.erase(id) != 0) last_close_ = std::chrono::steady_clock::now();
}

ProxyThread* Environment::find_proxy(ProxyId id) const noexcept {
    const auto found = proxies_.find(id);
    return found == proxies_.end() ? nullptr : found->second.get();
}

// --- contexts

std::shared_ptr<SharedContext> Environment::context(ContextId id) const {
    const auto found = contexts_.find(id);
    return found == contexts_.end() ? nullptr : found->second;
}

void Environment::claim(std::shared_ptr<SharedContext> context) {
    const ContextId id = context->id();
    contexts_.insert_or_assign(id, std::move(context));
}

// --- answers and errors

std::uint32_t Environment::expect(Napi::Function callback) {
    const std::uint32_t number = next_expected_++;
    expected_.emplace(number, Napi::Persistent(callback));
    return number;
}

void Environment::resolve(std::uint32_t expected) {
    const auto found = expected_.find(expected);
    if (found == expected_.end()) return;
    const Napi::FunctionReference callback = std::move(found->second);
    expected_.erase(found);
    const Napi::HandleScope scope(env_);
    napi_value global = nullptr;
    napi_get_global(env_, &global);
    napi_make_callback(env_, nullptr, global, callback.Value(), 0, nullptr, nullptr);
    report(env_);
}

void Environment::forget(std::uint32_t expected) noexcept { expected_.erase(expected); }

void Environment::raise(Napi::Env env, core::Error error, const std::string* address) {
    const Napi::Value syscall = Napi::String::New(env, error.syscall);
    const Napi::Value where = address == nullptr ? env.Undefined() : Napi::String::New(env, *address);
    const Napi::Value made = error_factory_.Call({Napi::Number::New(env, error.code), syscall, where});
    if (!env.IsExceptionPending()) napi_throw(env, made);
}

// --- the end

void Environment::close_at_exit() noexcept {
    Live& all = live();
    const std::lock_guard lock(all.mutex);
    for (const auto& [thread, environment] : all.environments) {
        if (thread != std::this_thread::get_id()) continue;
        environment->notifier_->silence();
        // All are told before one is waited for.
        for (const auto& [id, proxy] : environment->proxies_) proxy->proxy().terminate();
        for (const auto& [id, proxy] : environment->proxies_) proxy->end();
        // The event loop is not touched any more, so watchers stay.
        environment->stop_monitors();
        for (const auto& entry : environment->sockets_) {
            if (entry != nullptr) entry->socket.close();
        }
    }
}

void Environment::stop_monitors() noexcept {
    for (const auto& entry : sockets_) {
        if (entry != nullptr) entry->socket.stop_monitor();
    }
}

void Environment::shut_down(std::function<void()> closed) {
    notifier_->close();
    for (const auto& [id, proxy] : proxies_) proxy->proxy().terminate();
    proxies_.clear();
    stop_monitors();
    sockets_.clear();
    descriptors_.clear();
    expected_.clear();
    wake_.Reset();
    error_factory_.Reset();
    if (reactor_ == nullptr) {
        closed();
    } else {
        reactor_->stop(std::move(closed));
    }
}

}  // namespace zmq_napi::node
