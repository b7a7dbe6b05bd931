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

/// A thread that runs one proxy, and the sockets that were handed over to it.
///
/// Thread: every member is for the JavaScript thread.
/// Ownership: it owns the sockets from hand_over() on, and closes them when the proxy ends. They never come back.
/// Errors: members throw std::bad_alloc alone.
class ProxyThread {
  public:
    explicit ProxyThread(std::shared_ptr<JsThreadQueue> queue) noexcept : queue_(std::move(queue)) {}
    /// Ends the proxy, and waits for its thread, which takes as long as one message.
    ~ProxyThread() { end(); }
    ProxyThread(const ProxyThread&) = delete;
    ProxyThread& operator=(const ProxyThread&) = delete;

    /// Opens the PAIRs of the proxy in `context`, and starts the thread, which waits for hand_over(). The thread calls
    /// `ended` when the proxy has ended, after it has closed its sockets.
    /// EMFILE or ETERM as for every socket; EAGAIN if the process can start no thread.
    zmq::Error start(const SharedContext& context, std::function<void()> ended);
    /// Hands the sockets over, ends their watchers, and begins to forward. If `backend` is null, the frontend is both
    /// sides. If `capture` is null, there is no capture.
    void hand_over(std::unique_ptr<SocketEntry> frontend, std::unique_ptr<SocketEntry> backend,
                   std::unique_ptr<SocketEntry> capture);

    zmq::Proxy& proxy() noexcept { return proxy_; }
    /// Has the proxy end soon. From then on the listeners of its sockets count as being closed.
    void terminate() noexcept;
    /// Sets whether the proxy keeps the event loop, and with it the process, alive. At first it does not, nor after
    /// end().
    void hold(bool alive) noexcept;
    /// Ends the proxy and its thread, and returns why the proxy ended. Tells the contexts for how long the messages
    /// that the sockets have sent may linger from `now` on. Idempotent.
    zmq::ProxyEnd end(Lingering::Clock::time_point now = Lingering::Clock::now()) noexcept;

  private:
    const std::shared_ptr<JsThreadQueue> queue_;
    bool held_ = false;
    zmq::Proxy proxy_;
    /// Declared before `thread_`, so that the sockets' contexts end after the thread.
    std::vector<std::unique_ptr<SocketEntry>> entries_;
    /// What the context of a socket is told when the proxy has ended.
    struct Linger {
        SharedContext& context;
        zmq::ProxySide side;
        /// Whether the socket had sent messages before it was handed over.
        bool has_sent;
        int milliseconds;
    };
    std::vector<Linger> lingers_;
    /// The listeners of the sockets.
    std::vector<zmq::Listener> listeners_;
    /// Exists from terminate() until the thread has closed the sockets.
    std::optional<zmq::listeners::ClosingSoon> closing_soon_;
    bool closed_ = false;
    std::mutex closing_mutex_;
    zmq::ProxyEnd outcome_;
    /// Locked until the sockets are handed over.
    std::unique_lock<std::mutex> gate_;
    std::mutex gate_mutex_;
    std::thread thread_;
};

}  // namespace zmq_napi::node
