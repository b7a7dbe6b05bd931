#include "zmq/listeners.h"

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <utility>

#include "zmq/listen_address.h"
#include "zmq/socket.h"

#ifdef ZMQ_NAPI_VENDORED_LIBZMQ
// A patch of native/patches/libzmq adds this to libzmq. `hook` is called with the endpoint of each listener that is
// about to be closed, on the thread of its socket, and with null when its descriptor is closed, on an I/O thread.
extern "C" void zmq_napi_set_listener_hook(void (*hook)(const void* listener, const char* endpoint,
                                                        zmq_napi::zmq::Descriptor descriptor));
#elif !defined(_WIN32)
#include <sys/stat.h>
#endif

namespace zmq_napi::zmq::listeners {

namespace {

using Clock = std::chrono::steady_clock;

struct Closing {
    Listener listener;
    /// Identifies the entry when it ends: a listener of libzmq, or a ClosingSoon.
    const void* key = nullptr;
#ifndef ZMQ_NAPI_VENDORED_LIBZMQ
    Clock::time_point since;
    /// The inode of the descriptor, if the program gave one: another file may soon have the same number.
    std::uint64_t inode = 0;
#endif
};

struct Record {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Closing> closing;
    /// The descriptors that the program gave for a bind, and that libzmq has not closed.
    std::set<int> given;
};

/// Never destroyed: I/O threads may run after static objects are destroyed.
Record& record() {
    static auto& instance = *std::make_unique<Record>().release();
    return instance;
}

bool conflicts(const Listener& listener, const Listener& wanted) noexcept {
    if (wanted.descriptor != Listener::kOwnDescriptor) return listener.descriptor == wanted.descriptor;
    return addresses_conflict(listener.endpoint, wanted.endpoint);
}

void begin(const void* key, Listener listener) noexcept {
    Record& all = record();
    const std::lock_guard lock(all.mutex);
    try {
        Closing entry;
        entry.listener = std::move(listener);
        entry.key = key;
        all.closing.push_back(std::move(entry));
    } catch (const std::bad_alloc&) {
        // No bind waits for it.
    }
}

void end(const void* key, int given) noexcept {
    Record& all = record();
    const std::lock_guard lock(all.mutex);
    all.given.erase(given);
    const auto is_this = [key](const Closing& entry) { return entry.key == key; };
    all.closing.erase(std::remove_if(all.closing.begin(), all.closing.end(), is_this), all.closing.end());
    all.changed.notify_all();
}

#ifdef ZMQ_NAPI_VENDORED_LIBZMQ

/// How often a wait checks the record again. Here every change notifies it.
constexpr auto kCheckInterval = std::chrono::hours(1);

void drop_closed(Record&) noexcept {}

void on_listener(const void* listener, const char* endpoint, Descriptor descriptor) {
    const int number = static_cast<int>(descriptor);
    if (endpoint == nullptr) {
        end(listener, number);
        return;
    }
    try {
        begin(listener, {endpoint, number});
    } catch (const std::bad_alloc&) {
        // No bind waits for it.
    }
}

#else

/// How often a wait checks the record again. libzmq reports nothing here.
constexpr auto kCheckInterval = std::chrono::milliseconds(1);
/// For how long after zmq_unbind or zmq_close a listener may still be open.
constexpr auto kLongestClosing = std::chrono::seconds(1);

std::uint64_t inode_of(int descriptor) noexcept {
#ifdef _WIN32
    static_cast<void>(descriptor);
    return 0;
#else
    struct stat status {};
    return ::fstat(descriptor, &status) == 0 ? status.st_ino : 0;
#endif
}

bool is_closed(const Closing& entry) noexcept {
    if (entry.key != nullptr) return false;
    if (Clock::now() - entry.since > kLongestClosing) return true;
    const int descriptor = entry.listener.descriptor;
    if (descriptor != Listener::kOwnDescriptor) return inode_of(descriptor) != entry.inode;
    return can_bind(entry.listener.endpoint);
}

void drop_closed(Record& all) noexcept {
    const auto first =
        std::partition(all.closing.begin(), all.closing.end(), [](const Closing& entry) { return !is_closed(entry); });
    for (auto entry = first; entry != all.closing.end(); ++entry) all.given.erase(entry->listener.descriptor);
    all.closing.erase(first, all.closing.end());
}

#endif

bool closing_locked(Record& all, const Listener& wanted) noexcept {
    drop_closed(all);
    return std::any_of(all.closing.begin(), all.closing.end(),
                       [&wanted](const Closing& entry) { return conflicts(entry.listener, wanted); });
}

}  // namespace

void install_hook() noexcept {
#ifdef ZMQ_NAPI_VENDORED_LIBZMQ
    static const bool installed = [] {
        zmq_napi_set_listener_hook(on_listener);
        return true;
    }();
    static_cast<void>(installed);
#endif
}

bool closing(const Listener& wanted) noexcept {
    Record& all = record();
    const std::lock_guard lock(all.mutex);
    return closing_locked(all, wanted);
}

void await_closed(const Listener& wanted, std::chrono::milliseconds timeout) noexcept {
    Record& all = record();
    const auto deadline = Clock::now() + timeout;
    std::unique_lock lock(all.mutex);
    while (closing_locked(all, wanted)) {
        const auto now = Clock::now();
        if (now >= deadline) return;
        all.changed.wait_until(lock, std::min<Clock::time_point>(deadline, now + kCheckInterval));
    }
}

bool has_descriptor(int descriptor) noexcept {
    Record& all = record();
    const std::lock_guard lock(all.mutex);
    drop_closed(all);
    return all.given.count(descriptor) != 0;
}

void note_bound(const Listener& listener) noexcept {
    Record& all = record();
    const std::lock_guard lock(all.mutex);
#ifndef ZMQ_NAPI_VENDORED_LIBZMQ
    // An earlier listener at this address must be closed, because the bind has succeeded.
    const auto is_over = [&listener](const Closing& entry) {
        return entry.key == nullptr && conflicts(entry.listener, listener);
    };
    all.closing.erase(std::remove_if(all.closing.begin(), all.closing.end(), is_over), all.closing.end());
#endif
    if (listener.descriptor == Listener::kOwnDescriptor) return;
    try {
        all.given.insert(listener.descriptor);
    } catch (const std::bad_alloc&) {
        // has_descriptor() does not know it.
    }
}

void note_closing([[maybe_unused]] const Listener& listener) noexcept {
#ifndef ZMQ_NAPI_VENDORED_LIBZMQ
    Record& all = record();
    const std::lock_guard lock(all.mutex);
    try {
        Closing entry;
        entry.listener = listener;
        entry.since = Clock::now();
        entry.inode = inode_of(listener.descriptor);
        all.closing.push_back(std::move(entry));
    } catch (const std::bad_alloc&) {
        // No bind waits for it.
    }
#endif
}

ClosingSoon::ClosingSoon(const std::vector<Listener>& listeners) noexcept {
    for (const Listener& listener : listeners) {
        try {
            begin(this, listener);
        } catch (const std::bad_alloc&) {
            // No bind waits for it.
        }
    }
}

ClosingSoon::~ClosingSoon() { end(this, Listener::kOwnDescriptor); }

}  // namespace zmq_napi::zmq::listeners
