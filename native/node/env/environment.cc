#include "node/env/environment.h"

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

/// For how long after the environment of the main thread the process may end that it belongs to. Programs that embed
/// Node may go on for longer, and their end is another.
constexpr auto kEndTakes = std::chrono::milliseconds(1000);

/// The environments of all threads. Never destroyed: it is used at the end of the process.
struct Live {
    std::mutex mutex;
    std::vector<std::pair<std::thread::id, Environment*>> environments;
    std::uint32_t next_number = 1;
    /// The thread whose environment ended last, and when.
    std::pair<std::thread::id, std::chrono::steady_clock::time_point> ended;
};

Live& live() {
    static auto& instance = *std::make_unique<Live>().release();
    return instance;
}

/// The symbol by which a thread keeps its environment on the global object, for those who load this library into it
/// again: who empties `require.cache` does, and each load has a napi_env of its own. Another copy of the library has a
/// symbol of its own. Empty when JavaScript may no longer run.
Napi::Value place_of_environment(Napi::Env env) {
    const Napi::Value symbol = env.Global().Get("Symbol");
    if (!symbol.IsFunction()) return {};
    const Napi::Value make = symbol.As<Napi::Object>().Get("for");
    if (!make.IsFunction()) return {};
    return make.As<Napi::Function>().Call(
        {Napi::String::New(env, "zmq-napi.environment." + SharedContext::process_key())});
}

/// An object of Node's own realm, made by the class of that name. Empty when JavaScript may no longer run.
Napi::Value construct(Napi::Env env, const char* name) {
    const Napi::Value made = env.Global().Get(name);
    return made.IsFunction() ? made.As<Napi::Function>().New({}) : Napi::Value();
}

}  // namespace

Environment* Environment::of_thread(Napi::Env env) {
    const Napi::Value place = place_of_environment(env);
    if (!place.IsSymbol()) return nullptr;
    Napi::Object global = env.Global();
    const Napi::Value known = global.Get(place);
    if (known.IsNumber()) return of_number(known.As<Napi::Number>().Uint32Value());

    // It owns itself until its clean-up hook has run.
    auto environment = std::make_unique<Environment>(Private{}, env);
    const Napi::Value properties = construct(env, "WeakMap");
    const Napi::Value stranded = construct(env, "Set");
    if (!properties.IsObject() || !stranded.IsObject() || !environment->hook_end()) return nullptr;
    Napi::Object shared = Napi::Object::New(env);
    shared.Set("messageProperties", properties);
    shared.Set("stranded", stranded);
    environment->shared_ = Napi::Persistent(shared);
    // Its number, for Node does not free an External at the end of a thread.
    const auto number = Napi::Number::New(env, environment->number_);
    global.DefineProperty(Napi::PropertyDescriptor::Value(place.As<Napi::Name>(), number));
    return environment.release();
}

Environment* Environment::of_number(std::uint32_t number) noexcept {
    Live& all = live();
    const std::lock_guard lock(all.mutex);
    const auto has_number = [number](const auto& entry) { return entry.second->number_ == number; };
    const auto found = std::find_if(all.environments.begin(), all.environments.end(), has_number);
    return found == all.environments.end() ? nullptr : found->second;
}

bool Environment::hook_end() {
    if (hook_ != nullptr) napi_remove_async_cleanup_hook(std::exchange(hook_, nullptr));
    const auto hook = [](napi_async_cleanup_hook_handle handle, void* data) {
        auto* const ending = static_cast<Environment*>(data);
        ending->shut_down([handle, ending] {
            const std::unique_ptr<Environment> owned(ending);
            napi_remove_async_cleanup_hook(handle);
        });
    };
    return napi_add_async_cleanup_hook(env_, hook, this, &hook_) == napi_ok;
}

Environment::Environment(Private, napi_env env) : env_(env) {
    Live& all = live();
    const std::lock_guard lock(all.mutex);
    number_ = all.next_number++;
    all.environments.emplace_back(std::this_thread::get_id(), this);
}

Environment::~Environment() {
    Live& all = live();
    const std::lock_guard lock(all.mutex);
    const auto is_this = [this](const auto& entry) { return entry.second == this; };
    all.environments.erase(std::remove_if(all.environments.begin(), all.environments.end(), is_this),
                           all.environments.end());
}

std::shared_ptr<Facade> Environment::make_facade(napi_env env) {
    const auto is_gone = [](const auto& facade) { return facade.expired(); };
    facades_.erase(std::remove_if(facades_.begin(), facades_.end(), is_gone), facades_.end());
    auto facade = std::make_shared<Facade>(*this, env);
    facades_.push_back(facade);
    return facade;
}

void Environment::let_go_of(napi_env env) noexcept {
    Live& all = live();
    const std::lock_guard lock(all.mutex);
    for (const auto& [thread, environment] : all.environments) {
        if (thread != std::this_thread::get_id()) continue;
        for (const auto& reference : environment->facades_) {
            const std::shared_ptr<Facade> facade = reference.lock();
            if (facade != nullptr && facade->env() == env) facade->reset();
        }
    }
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

core::Error Environment::open(Facade& facade, const std::shared_ptr<SharedContext>& context, int type, SocketId& id) {
    auto entry = std::make_unique<SocketEntry>(Facade::Hold(facade.shared_from_this()));
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
    if (error) {
        // libzmq keeps a socket whose connect waits for a bind. The vendored one closes it when it does not linger;
        // for others the reader binds the name itself, which takes no room.
        const int linger = 0;
        static_cast<void>(reader.socket.set(ZMQ_LINGER, &linger, sizeof linger));
        static_cast<void>(reader.socket.bind(address.c_str()));
    }
    return error;
}

void Environment::stop_monitor(SocketEntry& entry) noexcept {
    entry.socket.stop_monitor();
    last_close_ = std::chrono::steady_clock::now();
}

// --- waiting

bool Environment::start(const std::string& kind) {
    if (reactor_ != nullptr) return true;
    reactor_ = kind == "uv" ? make_uv_reactor(*this) : make_thread_reactor(*this);
    // What the reactor has in the event loop may have hooks of its own.
    return reactor_ != nullptr && hook_end();
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

core::Error Environment::watch_once(Facade& facade, core::Descriptor descriptor, unsigned interest, WatchId& id) {
    do {
        id = next_descriptor_++ | kDescriptorBit;
    } while (descriptors_.count(id) != 0);
    WatchedDescriptor watched{Facade::Hold(facade.shared_from_this()), nullptr};
    if (const core::Error error = reactor_->watch_once(id, descriptor, interest, watched.watcher)) return error;
    watched.watcher->hold(true);
    descriptors_.emplace(id, std::move(watched));
    return {};
}

void Environment::on_descriptor_ready(WatchId id) {
    const auto found = descriptors_.find(id);
    if (found == descriptors_.end()) return;
    WatchedDescriptor watched = std::move(found->second);
    descriptors_.erase(found);
    watched.watcher.reset();
    watched.facade->wake(id);
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
        // It may close its socket, which may be all that keeps it.
        const std::shared_ptr<Facade> facade = entry->facade.share();
        facade->wake(id);
        entry = find(id);
        if (entry == nullptr || entry->watcher == nullptr) return;
    } else {
        if (entry->socket.settle()) {
            // The context was shut down. libzmq handles no more signals of this socket, and the descriptor stays
            // readable for ever; every call fails with ETERM at once, so nothing can wait for it any more.
            entry->watcher.reset();
            return;
        }
    }
    entry->watcher->resume();
}

bool Environment::request_turn(Facade::Hold facade) {
    if (turns_.empty() && !reactor_->request_turn()) return false;
    turns_.push_back(std::move(facade));
    return true;
}

void Environment::on_turn() {
    std::vector<Facade::Hold> turns;
    turns.swap(turns_);
    for (const Facade::Hold& facade : turns) {
        const Napi::HandleScope scope(facade->env());
        facade->call(Facade::kTurn);
    }
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

// --- the end

std::chrono::steady_clock::time_point Environment::close_at_exit() noexcept {
    Live& all = live();
    const std::lock_guard lock(all.mutex);
    auto now = std::chrono::steady_clock::now();
    const auto& [thread_of_last, ended] = all.ended;
    if (thread_of_last == std::this_thread::get_id() && now - ended < kEndTakes) now = ended;
    for (const auto& [thread, environment] : all.environments) {
        if (thread != std::this_thread::get_id()) continue;
        if (environment->reactor_ != nullptr) environment->notifier()->silence();
        // All are told before one is waited for.
        for (const auto& [id, proxy] : environment->proxies_) proxy->proxy().terminate();
        for (const auto& [id, proxy] : environment->proxies_) proxy->end(now);
        // The event loop is not touched any more, so watchers stay.
        environment->stop_monitors();
        for (const auto& entry : environment->sockets_) {
            if (entry != nullptr) entry->close(now);
        }
    }
    return now;
}

void Environment::stop_monitors() noexcept {
    for (const auto& entry : sockets_) {
        if (entry != nullptr) entry->socket.stop_monitor();
    }
}

void Environment::shut_down(std::function<void()> closed) {
    if (reactor_ != nullptr) notifier()->close();
    for (const auto& [id, proxy] : proxies_) proxy->proxy().terminate();
    const auto now = std::chrono::steady_clock::now();
    {
        const std::lock_guard lock(live().mutex);
        live().ended = {std::this_thread::get_id(), now};
    }
    for (const auto& [id, proxy] : proxies_) proxy->end(now);
    proxies_.clear();
    stop_monitors();
    for (const auto& entry : sockets_) {
        if (entry != nullptr) entry->end(now);
    }
    sockets_.clear();
    descriptors_.clear();
    turns_.clear();
    shared_.Reset();
    for (const auto& reference : facades_) {
        if (const std::shared_ptr<Facade> facade = reference.lock()) facade->reset();
    }
    if (reactor_ == nullptr) {
        closed();
    } else {
        reactor_->stop(std::move(closed));
    }
}

}  // namespace zmq_napi::node
