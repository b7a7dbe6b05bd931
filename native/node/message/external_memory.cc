#include "node/message/external_memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace zmq_napi::node {

namespace {

/// Copying fewer bytes is faster than referring to them, which allocates two small blocks and takes a lock. As long as
/// the shortest memory of allocUnsafe().
constexpr std::size_t kFewestReferred = std::size_t{32} * 1024;

/// A block of memory that libzmq allocated. The ArrayBuffer over it and each message that refers to it have a share.
struct Block {
    zmq::Part part;

    // Guarded by the mutex of ExternalBuffers.

    /// The number of messages that refer to the block.
    std::size_t uses = 0;
    /// The numbers of the notices for when there are none.
    std::vector<std::uint32_t> notices;
};

/// An ArrayBuffer's share of a block. It lives until the ArrayBuffer is finalised, even if the memory was taken back
/// before.
struct ExternalBuffer {
    std::shared_ptr<Block> block;
    const void* data = nullptr;
    /// Whether the memory was taken back from the ArrayBuffer. Another ExternalBuffer may then have its address.
    bool taken_back = false;
};

/// A call that is due when no message refers to a block any more. The block exists until then.
struct Notice {
    std::function<void()> call;
    Block* block = nullptr;
};

/// All external buffers by the address of their memory, for all threads, because an ArrayBuffer can be posted to
/// another one. Never destroyed: finalizers run until the process ends.
struct ExternalBuffers {
    std::mutex mutex;
    std::unordered_map<const void*, ExternalBuffer*> by_address;
    std::unordered_map<std::uint32_t, Notice> notices;
    std::uint32_t last_notice = 0;

    /// The block whose ArrayBuffer has this address; or null if the memory is not libzmq's. The mutex must be locked.
    const std::shared_ptr<Block>* find(const void* data) const {
        const auto found = by_address.find(data);
        return found == by_address.end() ? nullptr : &found->second->block;
    }
};

ExternalBuffers& external_buffers() {
    static auto& instance = *std::make_unique<ExternalBuffers>().release();
    return instance;
}

void add(ExternalBuffer& buffer) {
    ExternalBuffers& all = external_buffers();
    buffer.data = buffer.block->part.data();
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

// --- messages that refer to a block

/// Ends a message's use of a block. libzmq calls it on any thread. `share` is the message's.
void end_use(void*, void* share) noexcept {
    const std::unique_ptr<std::shared_ptr<Block>> block(static_cast<std::shared_ptr<Block>*>(share));
    std::vector<std::function<void()>> calls;
    {
        ExternalBuffers& all = external_buffers();
        const std::lock_guard lock(all.mutex);
        if (--(*block)->uses > 0) return;
        for (const std::uint32_t number : std::exchange((*block)->notices, {})) {
            const auto found = all.notices.find(number);
            if (found == all.notices.end()) continue;
            calls.push_back(std::move(found->second.call));
            all.notices.erase(found);
        }
    }
    for (const auto& call : calls) call();
}

/// Makes `part` refer to bytes of a block, whose `uses` count it already. ENOMEM, with that use ended.
zmq::Error refer(std::unique_ptr<std::shared_ptr<Block>> share, void* bytes, std::size_t size, zmq::Part& part) {
    zmq::Part only;
    if (const zmq::Error error = only.borrow(bytes, size, end_use, share.get())) {
        end_use(bytes, share.release());
        return error;
    }
    static_cast<void>(share.release());
    // A copy is marked as shared for good. So no receiver writes to the memory, nor does libzmq mask it in place.
    return part.share(only);
}

bool is_used(const Block& block) {
    const std::lock_guard lock(external_buffers().mutex);
    return block.uses > 0;
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

/// The address of an ArrayBuffer's memory. Null if there is none.
const void* address_of(napi_env env, napi_value array_buffer) {
    void* data = nullptr;
    std::size_t length = 0;
    const bool any = napi_get_arraybuffer_info(env, array_buffer, &data, &length) == napi_ok && length != 0;
    return any ? data : nullptr;
}

/// Frees the message that owned the memory of another.
void free_owner(void*, void* owner) { const std::unique_ptr<zmq::Part> freed(static_cast<zmq::Part*>(owner)); }

/// Makes `part` of bytes of a block that no ArrayBuffer uses any more. Takes the memory over, unless messages use it.
bool part_of(const std::shared_ptr<Block>& block, std::size_t offset, std::size_t size, zmq::Part& part) {
    zmq::Part& whole = block->part;
    auto* const bytes = static_cast<char*>(whole.data()) + offset;
    if (is_used(*block)) {
        auto share = std::make_unique<std::shared_ptr<Block>>(block);
        {
            const std::lock_guard lock(external_buffers().mutex);
            ++block->uses;
        }
        if (!refer(std::move(share), bytes, size, part)) return true;
        return !part.assign(bytes, size);
    }
    if (offset == 0 && size == whole.size()) {
        part = std::move(whole);
        return true;
    }
    auto owner = std::make_unique<zmq::Part>(std::move(whole));
    if (!part.borrow(bytes, size, free_owner, owner.get())) {
        static_cast<void>(owner.release());
        return true;
    }
    // No memory for the description of a message: there may still be some for a small part.
    return !part.assign(bytes, size);
}

}  // namespace

napi_value to_array_buffer(napi_env env, zmq::Part part) {
    static const bool forbidden = is_forbidden();
    if (forbidden) return copy_of(env, part);
    auto made = std::make_unique<ExternalBuffer>();
    made->block = std::make_shared<Block>();
    zmq::Part& memory = made->block->part;
    if (part.shared()) {
        if (memory.assign(part.data(), part.size())) return copy_of(env, part);
    } else {
        memory = std::move(part);
    }
    add(*made);
    // From here on the finalizer owns the buffer: Node-API calls it at once if the runtime refuses the length.
    ExternalBuffer* const buffer = made.release();
    napi_value value = nullptr;
    const napi_status status =
        napi_create_external_arraybuffer(env, memory.data(), memory.size(), finalize, buffer, &value);
    if (status == napi_ok) return value;
    if (status != napi_no_external_buffers_allowed) return nullptr;
    remove(*buffer);
    made.reset(buffer);
    return copy_of(env, memory);
}

bool take_array_buffer(napi_env env, napi_value array_buffer, std::size_t offset, std::size_t size, zmq::Part& part) {
    const void* const data = address_of(env, array_buffer);
    if (data == nullptr) return false;
    ExternalBuffer* const buffer = take_back(data);
    if (buffer == nullptr) return false;
    std::shared_ptr<Block> block = std::move(buffer->block);
    // The finalizer may run as soon as the ArrayBuffer is detached, and frees the buffer.
    if (napi_detach_arraybuffer(env, array_buffer) != napi_ok) {
        buffer->block = std::move(block);
        add(*buffer);
        return false;
    }
    return part_of(block, offset, size, part);
}

bool refer_to_array_buffer(napi_env env, napi_value array_buffer, std::size_t offset, std::size_t size,
                           zmq::Part& part) {
    if (size < kFewestReferred) return false;
    const void* const data = address_of(env, array_buffer);
    if (data == nullptr) return false;
    auto share = std::make_unique<std::shared_ptr<Block>>();
    {
        ExternalBuffers& all = external_buffers();
        const std::lock_guard lock(all.mutex);
        const std::shared_ptr<Block>* const block = all.find(data);
        if (block == nullptr) return false;
        *share = *block;
        ++(*block)->uses;
    }
    auto* const bytes = static_cast<char*>((*share)->part.data()) + offset;
    return !refer(std::move(share), bytes, size, part);
}

bool is_in_use(napi_env env, napi_value array_buffer) {
    const void* const data = address_of(env, array_buffer);
    if (data == nullptr) return false;
    ExternalBuffers& all = external_buffers();
    const std::lock_guard lock(all.mutex);
    const std::shared_ptr<Block>* const block = all.find(data);
    return block != nullptr && (*block)->uses > 0;
}

std::uint32_t when_free(napi_env env, napi_value array_buffer, std::function<void()> notice) {
    const void* const data = address_of(env, array_buffer);
    if (data == nullptr) return 0;
    ExternalBuffers& all = external_buffers();
    const std::lock_guard lock(all.mutex);
    const std::shared_ptr<Block>* const block = all.find(data);
    if (block == nullptr || (*block)->uses == 0) return 0;
    do {
        ++all.last_notice;
    } while (all.last_notice == 0 || all.notices.count(all.last_notice) > 0);
    (*block)->notices.push_back(all.last_notice);
    all.notices.emplace(all.last_notice, Notice{std::move(notice), block->get()});
    return all.last_notice;
}

bool cancel_notice(std::uint32_t number) {
    ExternalBuffers& all = external_buffers();
    const std::lock_guard lock(all.mutex);
    const auto found = all.notices.find(number);
    if (found == all.notices.end()) return false;
    std::vector<std::uint32_t>& numbers = found->second.block->notices;
    numbers.erase(std::remove(numbers.begin(), numbers.end(), number), numbers.end());
    all.notices.erase(found);
    return true;
}

}  // namespace zmq_napi::node
