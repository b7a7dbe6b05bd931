#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "node/reactor/js_thread_queue.h"
#include "node/socket/socket_entry.h"
#include "zmq/listeners.h"
#include "zmq/proxy.h"

namespace zmq_napi::node {

/// A thread that runs one proxy, and the sockets that were lent to it.
///
/// Thread: the JavaScript thread alone calls it.
/// Ownership: of the sockets, from lend() on: they never come back, but are closed when the proxy ends.
/// Errors: no member throws but for memory.
class ProxyThread {
  public:
    explicit ProxyThread(std::shared_ptr<JsThreadQueue> queue) noexcept : queue_(std::move(queue)) {}
    /// Ends the proxy, and waits for that: a moment.
    ~ProxyThread() { end(); }
    ProxyThread(const ProxyThread&) = delete;
    ProxyThread& operator=(const ProxyThread&) = delete;

    /// Opens what commands go through, in the frontend's context, and starts the thread, which does nothing yet.
    /// `ended` is called on that thread when the proxy has ended, after it has closed its sockets.
    /// EMFILE, ETERM as for every socket; EAGAIN when the process can start no thread.
    core::Error start(const SharedContext& context, std::function<void()> ended);
    /// Hands the sockets over, which begins the forwarding. None is watched any more. `backend` null: the frontend is
    /// both sides; `capture` null: no capture.
    void hand_over(std::unique_ptr<SocketEntry> frontend, std::unique_ptr<SocketEntry> backend,
                   std::unique_ptr<SocketEntry> capture);

    core::Proxy& proxy() noexcept { return proxy_; }
    /// Has the proxy end soon. From then on the addresses of its sockets count as given up.
    void terminate() noexcept;
    /// Whether the proxy keeps the event loop, and with it the process, alive. At first it does not, and no more when
    /// it has ended.
    void hold(bool alive) noexcept;
    /// Ends the proxy and its thread, and says what it came to. Tells the sockets' contexts how long what they have
    /// sent may linger from `now` on. Idempotent.
    core::ProxyEnd end(Lingering::Clock::time_point now = Lingering::Clock::now()) noexcept;

  private:
    const std::shared_ptr<JsThreadQueue> queue_;
    bool held_ = false;
    core::Proxy proxy_;
    /// Members end in reverse order: the sockets' contexts after the thread.
    std::vector<std::unique_ptr<SocketEntry>> lent_;
    /// What the contexts of the sockets are told when the proxy has ended.
    struct Linger {
        SharedContext& context;
        core::ProxySide side;
        /// Before the proxy had the socket.
        bool has_sent;
        int milliseconds;
    };
    std::vector<Linger> lingers_;
    /// Where they listen.
    std::vector<core::Listener> listeners_;
    /// From terminate() on until the thread has closed its sockets.
    std::optional<core::listeners::Announcement> announcement_;
    bool closed_ = false;
    std::mutex announcement_mutex_;
    core::ProxyEnd outcome_;
    /// Held until the sockets are handed over.
    std::unique_lock<std::mutex> gate_;
    std::mutex gate_mutex_;
    std::thread thread_;
};

}  // namespace zmq_napi::node
