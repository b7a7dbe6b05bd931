#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "node/context/lingering.h"
#include "zmq/context.h"
#include "zmq/socket.h"

namespace zmq_napi::node {

using ContextId = std::uint32_t;

/// A context that several JavaScript threads may use.
///
/// Thread: any, at any time. Ownership: everyone who may use it holds a shared_ptr, each open socket included; when the
/// last one goes, the context terminates in the background, so that no thread can free it under another.
/// Errors: every call after terminate() began fails with ETERM.
class SharedContext {
  public:
    /// The context of the process, made at the first call, which fails as create() does. Never goes away by itself.
    static std::shared_ptr<SharedContext> process_default(core::Error& error);
    /// EMFILE when the process has no descriptor left.
    static std::shared_ptr<SharedContext> create(core::Error& error);
    /// The context of that number, from any thread. ETERM when it was shut down, terminated, or let go of by all;
    /// EINVAL when there never was one.
    static std::shared_ptr<SharedContext> find(ContextId id, core::Error& error);
    /// The context of that number, from any thread, also when it was shut down; null if nobody holds it.
    static std::shared_ptr<SharedContext> held(ContextId id);
    /// 32 hexadecimal digits that no other process has, nor another copy of the addon in this one.
    static std::string process_key();
    /// Every context that somebody still holds.
    static std::vector<std::shared_ptr<SharedContext>> all();

    SharedContext(ContextId id, core::Context context) noexcept;
    ~SharedContext();
    SharedContext(const SharedContext&) = delete;
    SharedContext& operator=(const SharedContext&) = delete;

    ContextId id() const noexcept { return id_; }

    core::Error open_socket(int type, core::Socket& socket) const;
    core::Error get(int option, int& value) const;
    core::Error set(int option, int value);
    core::Error get(int option, std::string& value) const;
    core::Error set(int option, const void* value, std::size_t size);
    core::Error shutdown();

    /// Begins to terminate the context, on a thread of its own, unless somebody has before. That thread calls `done`
    /// (if it is not empty) when the context has ended; if it had ended already, `ended` is true and nobody calls
    /// `done`. EAGAIN when the process can start no thread: nothing has begun then.
    core::Error terminate(std::function<void()> done, bool& ended);
    /// Whether somebody has begun to terminate it.
    bool terminated() const;

    /// The longest time that the end of the process waits for this context, in ms; -1 for ever, 0 not at all.
    std::atomic<int> exit_linger{10'000};
    /// Of its sockets that were closed.
    Lingering& lingering() const noexcept { return *lingering_; }

  private:
    /// Those who wait for the context to end; the termination's thread holds it too. Thread: any.
    class Ending {
      public:
        /// False, and `done` is not kept, if the context has ended.
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
    // Held shared during each call, and exclusively to end the handle: zmq_ctx_term frees it, and no call may be under
    // way then.
    mutable std::shared_mutex mutex_;
    core::Context context_;
};

}  // namespace zmq_napi::node
