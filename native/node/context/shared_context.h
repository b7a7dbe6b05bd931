#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "node/context/lingering.h"
#include "node/ids.h"
#include "zmq/context.h"
#include "zmq/socket.h"

namespace zmq_napi::node {

/// A context that several JavaScript threads may use.
///
/// Thread: any, at any time. Ownership: shared by the bindings that have claimed it and its open sockets, so that no
/// thread can free it while another one uses it. When the last share is gone, the context terminates in the background.
/// Errors: every call after terminate() began fails with ETERM.
class SharedContext {
  public:
    /// The default context of the process. The first call makes it, and fails as create() does. It is never freed.
    static std::shared_ptr<SharedContext> process_default(zmq::Error& error);
    /// EMFILE when the process has no descriptor left.
    static std::shared_ptr<SharedContext> create(zmq::Error& error);
    /// The context of that number, from any thread. ETERM if it was shut down, terminated, or freed; EINVAL if there
    /// never was one.
    static std::shared_ptr<SharedContext> find(ContextId id, zmq::Error& error);
    /// The context of that number, from any thread, even if it was shut down; null if it was freed.
    static std::shared_ptr<SharedContext> find_any(ContextId id);
    /// 32 hexadecimal digits, unique to this process and this copy of the addon.
    static std::string process_key();
    /// All contexts that were not freed.
    static std::vector<std::shared_ptr<SharedContext>> all();

    SharedContext(ContextId id, zmq::Context context) noexcept;
    ~SharedContext();
    SharedContext(const SharedContext&) = delete;
    SharedContext& operator=(const SharedContext&) = delete;

    ContextId id() const noexcept { return id_; }

    zmq::Error open_socket(int type, zmq::Socket& socket) const;
    zmq::Error get(int option, int& value) const;
    zmq::Error set(int option, int value);
    zmq::Error get(int option, std::string& value) const;
    zmq::Error set(int option, const void* value, std::size_t size);
    zmq::Error shutdown();

    /// Begins to terminate the context on a thread of its own, unless an earlier call has. That thread calls `done`, if
    /// it is not empty, when the context has ended. If the context had already ended, `ended` becomes true, and `done`
    /// is not called. EAGAIN if the process can start no thread; then nothing was begun.
    zmq::Error terminate(std::function<void()> done, bool& ended);
    /// Whether terminate() has begun.
    bool terminated() const;

    /// The longest time that the end of the process waits for this context, in ms; -1 means no limit.
    std::atomic<int> exit_linger{10'000};
    /// The lingering of its closed sockets.
    Lingering& lingering() const noexcept { return *lingering_; }

  private:
    /// Whom to tell of the end of the context. The termination's thread has a share of it. Thread: any.
    class Ending {
      public:
        /// Stores `done`. False if the context has already ended; then it is not stored.
        bool wait(std::function<void()> done);
        void finish();

      private:
        std::mutex mutex_;
        bool over_ = false;
        std::vector<std::function<void()>> waiting_;
    };

    const ContextId id_;
    const std::shared_ptr<Lingering> lingering_ = std::make_shared<Lingering>();
    const std::shared_ptr<Ending> ending_ = std::make_shared<Ending>();
    std::atomic<bool> shut_down_{false};
    // Each call locks it shared. terminate() locks it exclusively, because zmq_ctx_term frees the handle, which no call
    // may use at that time.
    mutable std::shared_mutex mutex_;
    zmq::Context context_;
};

}  // namespace zmq_napi::node
