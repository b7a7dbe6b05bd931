#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace zmq_napi::core {

/// Where a tcp, ws or ipc socket listens, or is to listen.
struct Listener {
    static constexpr int kOwnDescriptor = -1;

    /// What was given to bind, or the endpoint that it became.
    std::string endpoint;
    /// The listening descriptor that the program gave for it, or kOwnDescriptor.
    int descriptor = kOwnDescriptor;
};

/// The record of this process's listeners that are being closed. After zmq_unbind and zmq_close an I/O thread closes a
/// listener's descriptor, milliseconds later, and until then nobody else can bind to its address. The vendored libzmq
/// reports both moments, by a patch. For a system libzmq the record has what the program gave up in the last second,
/// and finds out by a bind of its own whether the address is free.
///
/// Thread: any, for each function; contexts and threads do not matter. The record lives until the process ends.
/// Errors: none. Where memory for an entry runs out, nobody waits for that listener.
namespace listeners {

/// Has libzmq report to the record. Idempotent; to be called before the first context is made.
void observe() noexcept;

/// Whether a listener that is being closed has what a bind to `wanted` needs: the descriptor, where one is given; else
/// the port, at an address that may be the same, or the path.
bool closing(const Listener& wanted) noexcept;
/// Blocks while closing(wanted), for at most `timeout`.
void await_closed(const Listener& wanted, std::chrono::milliseconds timeout) noexcept;

/// Whether libzmq has that descriptor: a socket listens at it, or the listener is being closed.
bool has_descriptor(int descriptor) noexcept;

/// A socket was bound: remembers the descriptor, if it was given.
void opened(const Listener& listener) noexcept;
/// A socket was unbound, or is about to be closed. Does nothing with the vendored libzmq, which reports it.
void given_up(const Listener& listener) noexcept;

/// While it lives, the listeners count as being closed: for sockets that another thread will close soon.
class Announcement {
  public:
    explicit Announcement(const std::vector<Listener>& announced) noexcept;
    ~Announcement();
    Announcement(const Announcement&) = delete;
    Announcement& operator=(const Announcement&) = delete;
};

}  // namespace listeners

}  // namespace zmq_napi::core
