#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "node/exports/exports.h"
#include "node/message/part.h"
#include "node/proxy/proxy_thread.h"

namespace zmq_napi::node {

namespace {

/// Reads messages, which are arrays of parts. Returns 0, ENOMEM, or EINVAL for a part that cannot be sent.
int read_backlog(Napi::Env env, const Napi::Array& messages, zmq::ProxyBacklog& backlog) {
    for (std::uint32_t row = 0; row < messages.Length(); ++row) {
        const Napi::HandleScope scope(env);
        const auto parts = messages.Get(row).As<Napi::Array>();
        zmq::Parts message(parts.Length());
        for (std::uint32_t column = 0; column < parts.Length(); ++column) {
            if (const int code = read_part(env, parts.Get(column), message[column], true))
                return code < 0 ? EINVAL : code;
        }
        if (!message.empty()) backlog.push_back(std::move(message));
    }
    return 0;
}

/// Adds the message that the socket holds over, behind those that JavaScript has received.
void take_held_over(SocketEntry& entry, zmq::ProxyBacklog& backlog) {
    if (!entry.held_over.empty()) backlog.push_back(std::exchange(entry.held_over, {}));
}

/// proxyRun(frontend, backend, capture, fromFrontend, fromBackend, ended)
Napi::Value proxy_run(const Napi::CallbackInfo& info) {
    Environment& environment = Environment::of(info);
    const Napi::Env env = info.Env();
    const auto id = [&](std::size_t index) { return info[index].As<Napi::Number>().Uint32Value(); };
    const bool loops = id(0) == id(1);
    const bool captures = info[2].IsNumber();
    SocketEntry* const frontend = environment.find(id(0));
    SocketEntry* const backend = environment.find(id(1));
    SocketEntry* const capture = captures ? environment.find(id(2)) : nullptr;
    if (frontend == nullptr || backend == nullptr || (captures && capture == nullptr)) {
        Binding::of(info).throw_error(env, {ENOTSOCK, "zmq_proxy"});
        return {};
    }

    for (const SocketEntry* const entry : {frontend, backend, capture}) {
        if (entry == nullptr) continue;
        zmq::Descriptor descriptor{};
        // Thread-safe sockets have none, and cannot be proxied.
        if (const zmq::Error error = entry->socket.get(ZMQ_FD, descriptor)) {
            Binding::of(info).throw_error(env, error);
            return {};
        }
    }

    auto made = std::make_unique<ProxyThread>(environment.loop().queue());
    ProxyThread& thread = *made;
    zmq::ProxyBacklog& from_frontend = thread.proxy().backlog(zmq::ProxySide::kFrontend);
    zmq::ProxyBacklog& from_backend = thread.proxy().backlog(zmq::ProxySide::kBackend);
    int code = read_backlog(env, info[3].As<Napi::Array>(), from_frontend);
    if (code == 0) code = read_backlog(env, info[4].As<Napi::Array>(), from_backend);
    Binding& binding = Binding::of(info);
    const std::uint32_t callback = binding.store_callback(info[5].As<Napi::Function>());
    zmq::Error error{code, "zmq_proxy"};
    if (!error) {
        const auto ended = binding.callback_invoker(callback, environment.loop().queue());
        error = environment.retry_on_emfile([&] { return thread.start(*frontend->context, ended); });
    }
    if (error) {
        binding.drop_callback(callback);
        binding.throw_error(env, error);
        return {};
    }
    take_held_over(*frontend, from_frontend);
    if (!loops) take_held_over(*backend, from_backend);
    thread.hand_over(environment.detach(id(0)), loops ? nullptr : environment.detach(id(1)),
                     captures ? environment.detach(id(2)) : nullptr);
    return Napi::Number::New(env, environment.add_proxy(std::move(made)));
}

ProxyThread* find_proxy(const Napi::CallbackInfo& info) {
    return Environment::of(info).find_proxy(info[0].As<Napi::Number>().Uint32Value());
}

template <void (zmq::Proxy::*command)() noexcept>
Napi::Value proxy_command(const Napi::CallbackInfo& info) {
    if (ProxyThread* const thread = find_proxy(info)) (thread->proxy().*command)();
    return {};
}

Napi::Value proxy_terminate(const Napi::CallbackInfo& info) {
    if (ProxyThread* const thread = find_proxy(info)) thread->terminate();
    return {};
}

/// proxyKeepsAlive(proxy, alive)
Napi::Value proxy_keeps_alive(const Napi::CallbackInfo& info) {
    if (ProxyThread* const thread = find_proxy(info)) thread->hold(info[1].As<Napi::Boolean>());
    return {};
}

/// proxyTraffic(proxy, counters)
Napi::Value proxy_traffic(const Napi::CallbackInfo& info) {
    ProxyThread* const thread = find_proxy(info);
    auto counters = info[1].As<Napi::Float64Array>();
    if (thread == nullptr || counters.ElementLength() < 4 * zmq::kProxySides) return {};
    std::size_t next = 0;
    for (std::size_t side = 0; side < zmq::kProxySides; ++side) {
        const zmq::ProxyTraffic& traffic = thread->proxy().traffic(static_cast<zmq::ProxySide>(side));
        for (const auto* const counter :
             {&traffic.messages_received, &traffic.bytes_received, &traffic.messages_sent, &traffic.bytes_sent}) {
            counters[next++] = static_cast<double>(counter->load(std::memory_order_relaxed));
        }
    }
    return {};
}

/// proxyEnd(proxy, outcome)
Napi::Value proxy_end(const Napi::CallbackInfo& info) {
    ProxyThread* const thread = find_proxy(info);
    auto outcome = info[1].As<Napi::Int32Array>();
    if (thread == nullptr || outcome.ElementLength() < 2) return {};
    const zmq::ProxyEnd end = thread->end();
    // With an int, a 32-bit compiler sees two operators: the array's, and that of the pointer to which it converts.
    outcome[std::size_t{0}] = end.error.code;
    outcome[std::size_t{1}] = static_cast<std::int32_t>(end.side);
    const Napi::Value syscall = end.error ? Napi::String::New(info.Env(), end.error.syscall) : info.Env().Undefined();
    Environment::of(info).remove_proxy(info[0].As<Napi::Number>().Uint32Value());
    return syscall;
}

}  // namespace

void export_proxies(Napi::Object exports, Binding& binding) {
    add<proxy_run>(exports, binding, "proxyRun");
    add<proxy_command<&zmq::Proxy::pause>>(exports, binding, "proxyPause");
    add<proxy_command<&zmq::Proxy::resume>>(exports, binding, "proxyResume");
    add<proxy_terminate>(exports, binding, "proxyTerminate");
    add<proxy_keeps_alive>(exports, binding, "proxyKeepsAlive");
    add<proxy_traffic>(exports, binding, "proxyTraffic");
    add<proxy_end>(exports, binding, "proxyEnd");
}

}  // namespace zmq_napi::node
