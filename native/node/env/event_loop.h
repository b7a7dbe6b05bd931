#pragma once

#include <napi.h>

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "node/binding/binding.h"
#include "node/reactor/reactor.h"
#include "node/socket/socket_table.h"

namespace zmq_napi::node {

/// The event loop of a JavaScript thread, as the addon uses it: its reactor, what that watches, and whom to call.
///
/// Thread: its JavaScript thread alone. Nothing but start() and started() may be called before start() has succeeded.
class EventLoop final : public ReactorOwner {
  public:
    EventLoop(napi_env env, const SocketTable& sockets) noexcept : env_(env), sockets_(sockets) {}
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Starts the reactor, "uv" or "thread". False if this process cannot have it.
    bool start(const std::string& kind);
    bool started() const noexcept { return reactor_ != nullptr; }
    Reactor& reactor() const noexcept { return *reactor_; }
    std::shared_ptr<JsThreadQueue> queue() const noexcept { return reactor_->queue(); }

    /// Sets what JavaScript waits for on the socket, as bits of Interest. The first call begins to watch the descriptor
    /// of the socket, until it closes: what peers signal is handled even while JavaScript does not wait.
    zmq::Error watch(SocketEntry& entry, unsigned interest);
    /// Watches a descriptor of the program until it is ready once, which keeps the process alive; then wakes `binding`
    /// with the number that `id` becomes. See Reactor::watch_once() for the errors.
    zmq::Error watch_once(Binding& binding, zmq::Descriptor descriptor, unsigned interest, WatchId& id);
    /// Ends a watch of watch_once(), also from within its report. Ignores unknown numbers.
    void unwatch(WatchId id) noexcept { descriptors_.erase(id); }
    /// Requests a call of the binding's kIteration in the next iteration of the event loop; keeps the process alive
    /// until then. False if the reactor cannot do it.
    bool request_iteration(Binding::Hold binding);

    /// Wakes the binding if JavaScript waits. Otherwise has the socket handle what was signalled, so that the watcher
    /// does not report again. The watcher of a descriptor of the program has ended when the binding is woken.
    void on_ready(WatchId id) override;
    void on_iteration() override;

    /// Drops the watched descriptors of the program, and requested awaiting.
    void clear() noexcept;
    /// Stops the reactor, when nothing is watched any more. Calls `stopped` when the event loop has nothing of it left,
    /// or at once if it was not started. `stopped` may destroy this object.
    void stop(std::function<void()> stopped);

  private:
    struct WatchedDescriptor {
        Binding::Hold binding;
        std::unique_ptr<Watcher> watcher;
    };

    void on_descriptor_ready(WatchId id);

    const napi_env env_;
    const SocketTable& sockets_;
    /// The bindings that are to be called in the next iteration of the event loop.
    std::vector<Binding::Hold> awaiting_iteration_;
    std::unique_ptr<Reactor> reactor_;
    /// The watched descriptors of the program.
    std::unordered_map<WatchId, WatchedDescriptor> descriptors_;
    WatchId next_descriptor_ = 0;
};

}  // namespace zmq_napi::node
