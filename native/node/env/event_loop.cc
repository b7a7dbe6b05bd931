#include "node/env/event_loop.h"

#include <utility>

namespace zmq_napi::node {

bool EventLoop::start(const std::string& kind) {
    reactor_ = kind == "uv" ? make_uv_reactor(env_, *this) : make_thread_reactor(env_, *this);
    return started();
}

zmq::Error EventLoop::watch(SocketEntry& entry, unsigned interest) {
    if (entry.watcher == nullptr) {
        zmq::Descriptor descriptor{};
        if (const zmq::Error error = entry.socket.descriptor(descriptor)) return error;
        if (const zmq::Error error = reactor_->watch(entry.id, descriptor, entry.watcher)) return error;
    }
    entry.interest = interest;
    entry.watcher->hold((interest & kHold) != 0);
    return {};
}

zmq::Error EventLoop::watch_once(Binding& binding, zmq::Descriptor descriptor, unsigned interest, WatchId& id) {
    do {
        id = next_descriptor_++ | kDescriptorBit;
    } while (descriptors_.count(id) != 0);
    WatchedDescriptor watched{Binding::Hold(binding.shared_from_this()), nullptr};
    if (const zmq::Error error = reactor_->watch_once(id, descriptor, interest, watched.watcher)) return error;
    watched.watcher->hold(true);
    descriptors_.emplace(id, std::move(watched));
    return {};
}

void EventLoop::on_ready(WatchId id) {
    if ((id & kDescriptorBit) != 0) {
        on_descriptor_ready(id);
        return;
    }
    SocketEntry* entry = sockets_.find(id);
    if (entry == nullptr || entry->watcher == nullptr) return;
    entry->socket.take_signals();
    if ((entry->interest & (kReadable | kWritable)) != 0) {
        // JavaScript may close the socket, which may hold the last share of the binding.
        const std::shared_ptr<Binding> binding = entry->binding.share();
        binding->wake(id);
        entry = sockets_.find(id);
        if (entry == nullptr || entry->watcher == nullptr) return;
    } else {
        if (entry->socket.handle_signals()) {
            // The context was shut down. libzmq handles no more signals of this socket, so its descriptor stays
            // readable forever. Every call fails with ETERM at once, so nothing needs the watcher any more.
            entry->watcher.reset();
            return;
        }
    }
    entry->watcher->resume();
}

void EventLoop::on_descriptor_ready(WatchId id) {
    const auto found = descriptors_.find(id);
    if (found == descriptors_.end()) return;
    WatchedDescriptor watched = std::move(found->second);
    descriptors_.erase(found);
    watched.watcher.reset();
    watched.binding->wake(id);
}

bool EventLoop::request_iteration(Binding::Hold binding) {
    if (awaiting_iteration_.empty() && !reactor_->request_iteration()) return false;
    awaiting_iteration_.push_back(std::move(binding));
    return true;
}

void EventLoop::on_iteration() {
    std::vector<Binding::Hold> awaiting;
    awaiting.swap(awaiting_iteration_);
    for (const Binding::Hold& binding : awaiting) {
        const Napi::HandleScope scope(binding->env());
        binding->call(Binding::kIteration);
    }
}

void EventLoop::clear() noexcept {
    descriptors_.clear();
    awaiting_iteration_.clear();
}

void EventLoop::stop(std::function<void()> stopped) {
    if (started()) {
        reactor_->stop(std::move(stopped));
    } else {
        stopped();
    }
}

}  // namespace zmq_napi::node
