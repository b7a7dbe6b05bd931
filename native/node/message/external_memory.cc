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

/// A message whose memory an ArrayBuffer has. It lives until that is finalised, also if the memory was taken back: the
/// next message may have the same address by then.
struct Loan {
    core::Message message;
    const void* data = nullptr;
    bool taken_back = false;
};

/// All loans by their address. An ArrayBuffer can be posted to another thread, so there is one list for all. Never
/// destroyed: finalizers run until the process ends.
struct Loans {
    std::mutex mutex;
    std::unordered_map<const void*, Loan*> by_address;
};

Loans& loans() {
    static auto& instance = *std::make_unique<Loans>().release();
    return instance;
}

void remember(Loan& loan) {
    loan.data = loan.message.data();
    loan.taken_back = false;
    const std::lock_guard lock(loans().mutex);
    loans().by_address.insert_or_assign(loan.data, &loan);
}

void forget(Loan& loan) {
    const std::lock_guard lock(loans().mutex);
    if (!loan.taken_back) loans().by_address.erase(loan.data);
}

/// The loan of the memory at `data`, which is taken back; null if it is none of ours.
Loan* take_back(const void* data) {
    const std::lock_guard lock(loans().mutex);
    const auto found = loans().by_address.find(data);
    if (found == loans().by_address.end()) return nullptr;
    Loan* const loan = found->second;
    loans().by_address.erase(found);
    loan->taken_back = true;
    return loan;
}

/// May run on any thread, at any time until the process ends.
void finalize(napi_env, void*, void* hint) {
    const std::unique_ptr<Loan> loan(static_cast<Loan*>(hint));
    forget(*loan);
}

bool is_forbidden() {
    const char* const setting = std::getenv("ZMQ_NAPI_EXTERNAL_BUFFERS");
    return setting != nullptr && std::string_view(setting) == "off";
}

napi_value copy_of(napi_env env, core::Message& message) {
    void* data = nullptr;
    napi_value made = nullptr;
    if (napi_create_arraybuffer(env, message.size(), &data, &made) != napi_ok) return nullptr;
    if (message.size() != 0) std::memcpy(data, message.data(), message.size());
    return made;
}

/// Frees the message that owned the memory of another.
void free_owner(void*, void* owner) { const std::unique_ptr<core::Message> freed(static_cast<core::Message*>(owner)); }

}  // namespace

napi_value to_array_buffer(napi_env env, core::Message message) {
    static const bool forbidden = is_forbidden();
    if (forbidden) return copy_of(env, message);
    auto loan = std::make_unique<Loan>();
    if (message.shared()) {
        if (loan->message.assign(message.data(), message.size())) return copy_of(env, message);
    } else {
        loan->message = std::move(message);
    }
    remember(*loan);
    // From here on the finalizer owns the loan: it is called at once if the runtime refuses the length.
    Loan* const lent = loan.release();
    napi_value made = nullptr;
    const napi_status status =
        napi_create_external_arraybuffer(env, lent->message.data(), lent->message.size(), finalize, lent, &made);
    if (status == napi_ok) return made;
    if (status != napi_no_external_buffers_allowed) return nullptr;
    forget(*lent);
    loan.reset(lent);
    return copy_of(env, loan->message);
}

bool take_array_buffer(napi_env env, napi_value array_buffer, std::size_t offset, std::size_t size,
                       core::Message& part) {
    void* data = nullptr;
    std::size_t length = 0;
    if (napi_get_arraybuffer_info(env, array_buffer, &data, &length) != napi_ok || length == 0) return false;
    Loan* const loan = take_back(data);
    if (loan == nullptr) return false;
    auto owner = std::make_unique<core::Message>(std::move(loan->message));
    // From here on the loan may be gone: detaching lets the finalizer run.
    if (napi_detach_arraybuffer(env, array_buffer) != napi_ok) {
        loan->message = std::move(*owner);
        remember(*loan);
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
