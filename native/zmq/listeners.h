#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace zmq_napi::zmq {

/// The address at which a tcp, ws or ipc socket listens, or shall listen.
struct Listener {
    static constexpr int kOwnDescriptor = -1;

    /// The address that was given to bind, or the endpoint that libzmq made of it.
    std::string endpoint;
    /// The listening descriptor that the program gave for it, or kOwnDescriptor.
    int descriptor = kOwnDescriptor;
};

/// The record of the listeners of this process that are being closed. After zmq_unbind and zmq_close an I/O thread
/// closes the listener's descriptor milliseconds later, and until then no other socket can bind to its address. A patch
/// of the vendored libzmq reports both moments. With a system libzmq the record has the listeners that were unbound or
/// closed in the last second, and tests with a bind of its own whether an address is free.
///
/// Thread: any, for each function. There is one record for all contexts and threads; it is never destroyed.
/// Errors: none. If memory for an entry runs out, no bind waits for that listener.
namespace listeners {

/// Installs the hook by which libzmq reports to the record. Idempotent. Must be called before the first context is
/// made.
void install_hook() noexcept;

/// Whether a listener that is being closed occupies what a bind to `wanted` needs: its descriptor, if it has one;
/// otherwise its path, or its port at an address that may be the same.
bool closing(const Listener& wanted) noexcept;
/// Blocks while closing(wanted) is true, for at most `timeout`.
void await_closed(const Listener& wanted, std::chrono::milliseconds timeout) noexcept;

/// Whether libzmq uses this descriptor, which the program gave for a bind: a socket listens with it, or is closing it.
bool has_descriptor(int descriptor) noexcept;

/// A socket was bound. Records the descriptor, if the program gave one.
void note_bound(const Listener& listener) noexcept;
/// A socket was unbound, or is about to be closed. Does nothing with the vendored libzmq, which reports it.
void note_closing(const Listener& listener) noexcept;

/// While it exists, its listeners count as being closed. For sockets that another thread will close soon.
class ClosingSoon {
  public:
    explicit ClosingSoon(const std::vector<Listener>& listeners) noexcept;
    ~ClosingSoon();
    ClosingSoon(const ClosingSoon&) = delete;
    ClosingSoon& operator=(const ClosingSoon&) = delete;
};

}  // namespace listeners

}  // namespace zmq_napi::zmq
