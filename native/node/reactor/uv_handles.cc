#include "node/reactor/uv_handles.h"

#include <utility>

namespace zmq_napi::node {

namespace {

std::size_t units_of(std::size_t bytes) noexcept {
    return (bytes + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t);
}

}  // namespace

UvHandle::UvHandle(UvHandles& handles, UvApi::Type type)
    : handles_(handles), memory_(std::make_unique<std::max_align_t[]>(units_of(handles.uv().handle_size(type)))) {}

void UvHandles::on_closed(UvApi::Handle* uv) {
    const std::unique_ptr<UvHandle> handle(&UvHandle::of<UvHandle>(uv));
    UvHandles& handles = handle->handles();
    if (--handles.count_ != 0 || !handles.all_closed_) return;
    const auto all_closed = std::move(handles.all_closed_);
    all_closed();
}

}  // namespace zmq_napi::node
