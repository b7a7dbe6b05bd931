#include "node/reactor/uv_queue.h"

#include <utility>

namespace zmq_napi::node {

namespace {

class UvQueue final : public JsThreadQueue {
  public:
    /// False if the process has no descriptor left.
    bool open(UvHandles& handles) {
        auto handle = std::make_unique<Handle>(handles, *this);
        if (handles.uv().async_init(handles.loop(), handle->uv(), on_async) != 0) return false;
        handle_ = handles.register_handle(std::move(handle));
        keep_alive(false);
        return true;
    }

  protected:
    void signal() noexcept override { handle_->handles().uv().async_send(handle_->uv()); }
    void keep_alive(bool alive) noexcept override { handle_->handles().hold(handle_, alive); }
    void remove() noexcept override { handle_->handles().close(handle_); }

  private:
    struct Handle final : UvHandle {
        Handle(UvHandles& handles, UvQueue& queue) : UvHandle(handles, UvApi::kAsync), owner(queue) {}

        UvQueue& owner;
    };

    static void on_async(UvApi::Handle* uv) { UvHandle::of<Handle>(uv).owner.run(); }

    /// The event loop owns it from remove() on.
    Handle* handle_ = nullptr;
};

}  // namespace

std::shared_ptr<JsThreadQueue> make_uv_queue(UvHandles& handles) {
    auto queue = std::make_shared<UvQueue>();
    return queue->open(handles) ? queue : nullptr;
}

}  // namespace zmq_napi::node
