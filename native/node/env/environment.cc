#include "node/env/environment.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <thread>
#include <utility>

#include "node/env/environment_registry.h"

namespace zmq_napi::node {

namespace {

using Clock = std::chrono::steady_clock;

/// For how long after a socket was closed an attempt that fails with EMFILE is repeated: libzmq's reaper thread closes
/// the descriptors within that time.
constexpr auto kReaperTime = std::chrono::milliseconds(50);

/// If the process ends within this time after the main thread's environment, its wait for the sent messages counts from
/// the end of the environment. A program that embeds Node may go on for longer; then the wait counts from the exit.
constexpr auto kExitTime = std::chrono::milliseconds(1000);

/// The symbol by which a thread keeps the number of its environment on the global object. A program that empties
/// `require.cache` loads this library into the thread again, with another napi_env, and must find the same environment.
/// Another copy of the library has another symbol. Empty when JavaScript may no longer run.
Napi::Value environment_symbol(Napi::Env env) {
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
    const Napi::Value symbol = environment_symbol(env);
    if (!symbol.IsSymbol()) return nullptr;
    Napi::Object global = env.Global();
    const Napi::Value known = global.Get(symbol);
    if (known.IsNumber()) return EnvironmentRegistry::instance().find(known.As<Napi::Number>().Uint32Value());

    // It owns itself until its clean-up hook has run.
    auto environment = std::make_unique<Environment>(Private{}, env);
    const Napi::Value properties = construct(env, "WeakMap");
    const Napi::Value sockets_out_of_turn = construct(env, "Set");
    if (!properties.IsObject() || !sockets_out_of_turn.IsObject() || !environment->add_cleanup_hook()) return nullptr;
    Napi::Object shared = Napi::Object::New(env);
    shared.Set("messageProperties", properties);
    shared.Set("socketsOutOfTurn", sockets_out_of_turn);
    environment->shared_ = Napi::Persistent(shared);
    // A number and not an External, which Node does not free at the end of a thread.
    const auto number = Napi::Number::New(env, environment->number_);
    global.DefineProperty(Napi::PropertyDescriptor::Value(symbol.As<Napi::Name>(), number));
    return environment.release();
}

bool Environment::add_cleanup_hook() { return napi_add_env_cleanup_hook(env_, end_thread, this) == napi_ok; }

void Environment::end_thread(void* data) {
    auto* const ending = static_cast<Environment*>(data);
    ending->shut_down([ending] { const std::unique_ptr<Environment> owned(ending); });
}

bool Environment::add_async_cleanup_hook() {
    const auto hook = [](napi_async_cleanup_hook_handle handle, void* data) {
        auto* const ending = static_cast<Environment*>(data);
        ending->shut_down([handle, ending] {
            const std::unique_ptr<Environment> owned(ending);
            napi_remove_async_cleanup_hook(handle);
        });
    };
    return napi_add_async_cleanup_hook(env_, hook, this, nullptr) == napi_ok;
}

Environment::Environment(Private, napi_env env)
    : env_(env), number_(EnvironmentRegistry::instance().add(*this)), loop_(env, sockets_) {}

Environment::~Environment() { EnvironmentRegistry::instance().remove(*this); }

std::shared_ptr<Binding> Environment::make_binding(napi_env env) {
    const auto is_gone = [](const auto& binding) { return binding.expired(); };
    bindings_.erase(std::remove_if(bindings_.begin(), bindings_.end(), is_gone), bindings_.end());
    auto binding = std::make_shared<Binding>(*this, env);
    bindings_.push_back(binding);
    return binding;
}

void Environment::reset_bindings(napi_env env) noexcept {
    EnvironmentRegistry::instance().for_each_of_thread([env](const Environment& environment) {
        for (const auto& reference : environment.bindings_) {
            const std::shared_ptr<Binding> binding = reference.lock();
            if (binding != nullptr && binding->env() == env) binding->reset();
        }
    });
}

// --- sockets

zmq::Error Environment::retry_on_emfile(const std::function<zmq::Error()>& attempt) const {
    zmq::Error error = attempt();
    const auto deadline = last_close_ + kReaperTime;
    while (error.code == EMFILE && zmq::Context::closed_sockets_take_room() && Clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        error = attempt();
    }
    return error;
}

zmq::Error Environment::open(Binding& binding, const std::shared_ptr<SharedContext>& context, int type, SocketId& id) {
    auto made = std::make_unique<SocketEntry>(Binding::Hold(binding.shared_from_this()));
    SocketEntry& entry = *made;
    entry.type = type;
    entry.context = context;
    zmq::Error error = retry_on_emfile([&] { return context->open_socket(type, entry.socket); });
    if (error) return error;
    error = sockets_.add(std::move(made));
    if (!error) id = entry.id;
    return error;
}

void Environment::close(SocketId id) noexcept {
    if (sockets_.remove(id) != nullptr) last_close_ = Clock::now();
}

zmq::Error Environment::monitor(SocketEntry& entry, SocketEntry& reader, std::uint64_t events, int version) {
    // Unique in the process, because threads may share the context.
    static std::atomic<std::uint64_t> count{0};
    const std::string address = "inproc://zmq-napi/monitor/" + std::to_string(++count);
    if (const zmq::Error error = reader.socket.connect(address.c_str())) return error;
    const zmq::Error error = retry_on_emfile([&] { return entry.socket.monitor(address.c_str(), events, version); });
    if (error) {
        // libzmq never frees a socket whose inproc connect remains unbound, unless it is the vendored one and the
        // socket does not linger. So the reader binds the name itself, which needs no descriptor.
        const int linger = 0;
        static_cast<void>(reader.socket.set(ZMQ_LINGER, &linger, sizeof linger));
        static_cast<void>(reader.socket.bind(address.c_str()));
    }
    return error;
}

void Environment::stop_monitor(SocketEntry& entry) noexcept {
    entry.socket.stop_monitor();
    last_close_ = Clock::now();
}

void Environment::stop_monitors() noexcept {
    sockets_.for_each([](SocketEntry& entry) { entry.socket.stop_monitor(); });
}

// --- the event loop

bool Environment::start_reactor(const std::string& kind) {
    if (loop_.started()) return true;
    if (!loop_.start(kind)) return false;
    // Hooks run in reverse order, and the thread's must run before those that the reactor has just added.
    napi_remove_env_cleanup_hook(env_, end_thread, this);
    return loop_.reactor().stops_at_once() ? add_cleanup_hook() : add_async_cleanup_hook();
}

// --- proxies

ProxyId Environment::add_proxy(std::unique_ptr<ProxyThread> proxy) {
    const ProxyId id = next_proxy_++;
    proxies_.emplace(id, std::move(proxy));
    return id;
}

void Environment::remove_proxy(ProxyId id) noexcept {
    if (proxies_.erase(id) != 0) last_close_ = Clock::now();
}

ProxyThread* Environment::find_proxy(ProxyId id) const noexcept {
    const auto found = proxies_.find(id);
    return found == proxies_.end() ? nullptr : found->second.get();
}

// --- the end

Clock::time_point Environment::close_at_exit() noexcept {
    auto now = Clock::now();
    const auto ended = EnvironmentRegistry::instance().environment_end();
    if (ended && now - *ended < kExitTime) now = *ended;
    EnvironmentRegistry::instance().for_each_of_thread([now](Environment& environment) { environment.close_all(now); });
    return now;
}

void Environment::close_all(Clock::time_point now) noexcept {
    if (loop_.started()) loop_.queue()->silence();
    // Every proxy is told to end before the first is waited for.
    for (const auto& [id, proxy] : proxies_) proxy->proxy().terminate();
    for (const auto& [id, proxy] : proxies_) proxy->end(now);
    stop_monitors();
    sockets_.for_each([now](SocketEntry& entry) { entry.close(now); });
}

void Environment::shut_down(std::function<void()> closed) {
    if (loop_.started()) loop_.queue()->close();
    for (const auto& [id, proxy] : proxies_) proxy->proxy().terminate();
    const auto now = Clock::now();
    EnvironmentRegistry::instance().note_environment_end(now);
    for (const auto& [id, proxy] : proxies_) proxy->end(now);
    proxies_.clear();
    stop_monitors();
    sockets_.for_each([now](SocketEntry& entry) { entry.end(now); });
    sockets_.clear();
    loop_.clear();
    shared_.Reset();
    for (const auto& reference : bindings_) {
        if (const std::shared_ptr<Binding> binding = reference.lock()) binding->reset();
    }
    loop_.stop(std::move(closed));
}

}  // namespace zmq_napi::node
