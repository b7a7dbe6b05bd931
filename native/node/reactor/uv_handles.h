#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include "node/reactor/uv_api.h"

namespace zmq_napi::node {

class UvHandles;

/// A handle of libuv and what belongs to it. libuv uses the handle's memory until it calls the close callback.
class UvHandle {
  public:
    UvHandle(UvHandles& handles, UvApi::Type type);
    virtual ~UvHandle() = default;
    UvHandle(const UvHandle&) = delete;
    UvHandle& operator=(const UvHandle&) = delete;

    UvApi::Handle* uv() const noexcept { return reinterpret_cast<UvApi::Handle*>(memory_.get()); }
    UvHandles& handles() const noexcept { return handles_; }

    template <typename Type>
    static Type& of(UvApi::Handle* uv) noexcept {
        return *static_cast<Type*>(static_cast<UvHandle*>(UvApi::find()->get_data(uv)));
    }

  private:
    UvHandles& handles_;
    const std::unique_ptr<std::max_align_t[]> memory_;
};

/// The handles of one reactor in its thread's event loop.
/// Thread: the JavaScript thread alone.
class UvHandles {
  public:
    UvHandles(const UvApi& uv, UvApi::Loop* loop) noexcept : uv_(uv), loop_(loop) {}
    UvHandles(const UvHandles&) = delete;
    UvHandles& operator=(const UvHandles&) = delete;

    const UvApi& uv() const noexcept { return uv_; }
    UvApi::Loop* loop() const noexcept { return loop_; }

    /// Must be called with each handle that libuv has initialised. The event loop owns the handle from then on.
    template <typename Handle>
    Handle* register_handle(std::unique_ptr<Handle> handle) noexcept {
        ++count_;
        uv_.set_data(handle->uv(), static_cast<UvHandle*>(handle.get()));
        return handle.release();
    }
    /// Closes a registered handle. It is freed later, when libuv no longer uses it.
    void close(UvHandle* handle) noexcept { uv_.close(handle->uv(), on_closed); }
    /// Sets what is called when the last registered handle is freed; it may destroy this object.
    void when_all_closed(std::function<void()> all_closed) { all_closed_ = std::move(all_closed); }
    /// Sets whether a registered handle keeps the event loop alive.
    void hold(UvHandle* handle, bool alive) const noexcept { alive ? uv_.ref(handle->uv()) : uv_.unref(handle->uv()); }

  private:
    static void on_closed(UvApi::Handle* uv);

    const UvApi& uv_;
    UvApi::Loop* const loop_;
    /// The number of registered handles that are not yet freed.
    std::size_t count_ = 0;
    std::function<void()> all_closed_;
};

}  // namespace zmq_napi::node
