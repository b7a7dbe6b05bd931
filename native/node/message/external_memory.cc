#include "node/message/external_memory.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace zmq_napi::node {

namespace {

/// A message whose memory an ArrayBuffer uses. It lives until the ArrayBuffer is finalised, even if the memory was
/// taken back before.
struct ExternalBuffer {
    zmq::Part part;
    const void* data = nullptr;
    /// Whether the memory was taken back from the ArrayBuffer. Another ExternalBuffer may then have its address.
    bool taken_back = false;
};

/// All external buffers by the address of their memory, for all threads, because an ArrayBuffer can be posted to
/// another one. Never destroyed: finalizers run until the process ends.
struct ExternalBuffers {
    std::mutex mutex;
    std::unordered_map<const void*, ExternalBuffer*> by_address;
};

ExternalBuffers& external_buffers() {
    static auto& instance = *std::make_unique<ExternalBuffers>().release();
    return instance;
}

void add(ExternalBuffer& buffer) {
    ExternalBuffers& all = external_buffers();
    buffer.data = buffer.part.data();
    buffer.taken_back = false;
    const std::lock_guard lock(all.mutex);
    all.by_address.insert_or_assign(buffer.data, &buffer);
}

void remove(ExternalBuffer& buffer) {
    ExternalBuffers& all = external_buffers();
    const std::lock_guard lock(all.mutex);
    if (!buffer.taken_back) all.by_address.erase(buffer.data);
}

/// Takes back the memory at `data`. Returns its buffer; or null if the memory is not libzmq's.
ExternalBuffer* take_back(const void* data) {
    ExternalBuffers& all = external_buffers();
    const std::lock_guard lock(all.mutex);
    const auto found = all.by_address.find(data);
    if (found == all.by_address.end()) return nullptr;
    ExternalBuffer* const buffer = found->second;
    all.by_address.erase(found);
    buffer->taken_back = true;
    return buffer;
}

/// The finalizer of an ArrayBuffer. May run on any thread, at any time until the process ends.
void finalize(napi_env, void*, void* hint) {
    const std::unique_ptr<ExternalBuffer> buffer(static_cast<ExternalBuffer*>(hint));
    remove(*buffer);
}

bool is_forbidden() {
    const char* const setting = std::getenv("ZMQ_NAPI_EXTERNAL_BUFFERS");
    return setting != nullptr && std::string_view(setting) == "off";
}

napi_value copy_of(napi_env env, zmq::Part& part) {
    void* data = nullptr;
    napi_value made = nullptr;
    if (napi_create_arraybuffer(env, part.size(), &data, &made) != napi_ok) return nullptr;
    if (part.size() != 0) std::memcpy(data, part.data(), part.size());
    return made;
}

/// Frees the message that owned the memory of another.
void free_owner(void*, void* owner) { const std::unique_ptr<zmq::Part> freed(static_cast<zmq::Part*>(owner)); }

}  // namespace

napi_value to_array_buffer(napi_env env, zmq::Part part) {
    static const bool forbidden = is_forbidden();
    if (forbidden) return copy_of(env, part);
    auto made = std::make_unique<ExternalBuffer>();
    if (part.shared()) {
        if (made->part.assign(part.data(), part.size())) return copy_of(env, part);
    } else {
        made->part = std::move(part);
    }
    add(*made);
    // From here on the finalizer owns the buffer: Node-API calls it at once if the runtime refuses the length.
    ExternalBuffer* const buffer = made.release();
    napi_value value = nullptr;
    const napi_status status =
        napi_create_external_arraybuffer(env, buffer->part.data(), buffer->part.size(), finalize, buffer, &value);
    if (status == napi_ok) return value;
    if (status != napi_no_external_buffers_allowed) return nullptr;
    remove(*buffer);
    made.reset(buffer);
    return copy_of(env, made->part);
}

bool take_array_buffer(napi_env env, napi_value array_buffer, std::size_t offset, std::size_t size, zmq::Part& part) {
    void* data = nullptr;
    std::size_t length = 0;
    if (napi_get_arraybuffer_info(env, array_buffer, &data, &length) != napi_ok || length == 0) return false;
    ExternalBuffer* const buffer = take_back(data);
    if (buffer == nullptr) return false;
    auto owner = std::make_unique<zmq::Part>(std::move(buffer->part));
    // The finalizer may run as soon as the ArrayBuffer is detached, and frees the buffer.
    if (napi_detach_arraybuffer(env, array_buffer) != napi_ok) {
        buffer->part = std::move(*owner);
        add(*buffer);
        return false;
    }
    if (offset == 0 && size == owner->size()) {
        part = std::move(*owner);
        return true;
    }
    auto* const bytes = static_cast<char*>(owner->data()) + offset;
    if (!part.borrow(bytes, size, free_owner, owner.get())) {
        static_cast<void>(owner.release());
        return true;
    }
    // No memory for the description of a message: there may still be some for a small part.
    return !part.assign(bytes, size);
}

}  // namespace zmq_napi::node
