#include "node/proxy/proxy_thread.h"

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>
#include <utility>

namespace zmq_napi::node {

namespace {

/// Opens two PAIRs that are connected to each other.
zmq::Error open_pairs(const SharedContext& context, zmq::Socket& receiver, zmq::Socket& sender) {
    static std::atomic<std::uint64_t> next{0};
    const std::string address = "inproc://zmq-napi.proxy." + std::to_string(next++);
    zmq::Error error = context.open_socket(ZMQ_PAIR, receiver);
    if (!error) error = context.open_socket(ZMQ_PAIR, sender);
    if (!error) error = receiver.bind(address.c_str());
    if (!error) error = sender.connect(address.c_str());
    return error;
}

}  // namespace

zmq::Error ProxyThread::start(const SharedContext& context, std::function<void()> ended) {
    zmq::Socket receiver;
    zmq::Socket sender;
    if (const zmq::Error error = open_pairs(context, receiver, sender)) return error;
    proxy_.set_wake_up(std::move(receiver), std::move(sender));
    gate_ = std::unique_lock(gate_mutex_);
    try {
        thread_ = std::thread([this, ended = std::move(ended)] {
            { const std::lock_guard opened(gate_mutex_); }
            outcome_ = proxy_.run();
            {
                const std::lock_guard lock(closing_mutex_);
                closed_ = true;
                closing_soon_.reset();
            }
            ended();
        });
    } catch (const std::system_error&) {
        gate_.unlock();
        return {EAGAIN, "zmq_proxy"};
    }
    return {};
}

void ProxyThread::hand_over(std::unique_ptr<SocketEntry> frontend, std::unique_ptr<SocketEntry> backend,
                            std::unique_ptr<SocketEntry> capture) {
    const auto take = [this](std::unique_ptr<SocketEntry> entry, zmq::ProxySide side) {
        if (entry == nullptr) return zmq::Socket();
        entry->watcher.reset();
        lingers_.push_back({*entry->context, side, entry->sent.messages > 0, entry->socket.linger()});
        zmq::Socket socket = std::move(entry->socket);
        listeners_.insert(listeners_.end(), socket.listeners().begin(), socket.listeners().end());
        entries_.push_back(std::move(entry));
        return socket;
    };
    zmq::Socket front = take(std::move(frontend), zmq::ProxySide::kFrontend);
    zmq::Socket back = take(std::move(backend), zmq::ProxySide::kBackend);
    proxy_.set_sockets(std::move(front), std::move(back), take(std::move(capture), zmq::ProxySide::kCapture));
    gate_.unlock();
}

void ProxyThread::terminate() noexcept {
    {
        const std::lock_guard lock(closing_mutex_);
        if (!closed_ && !closing_soon_) closing_soon_.emplace(listeners_);
    }
    proxy_.terminate();
}

void ProxyThread::hold(bool alive) noexcept {
    if (std::exchange(held_, alive) == alive) return;
    alive ? queue_->hold() : queue_->release();
}

zmq::ProxyEnd ProxyThread::end(Lingering::Clock::time_point now) noexcept {
    hold(false);
    if (thread_.joinable()) {
        proxy_.terminate();
        if (gate_.owns_lock()) gate_.unlock();
        thread_.join();
    }
    for (const auto& [context, side, has_sent, linger] : std::exchange(lingers_, {})) {
        const bool sends = has_sent || proxy_.traffic(side).messages_sent.load(std::memory_order_relaxed) > 0;
        if (sends) context.lingering().socket_closed(linger, now);
    }
    return outcome_;
}

}  // namespace zmq_napi::node
