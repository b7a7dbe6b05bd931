#pragma once

#include <cerrno>
#include <utility>

#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>
#endif

#include "zmq/socket.h"

namespace zmq_napi::node {

/// A duplicate of a descriptor of the program, for libuv. libuv allows one watcher for each descriptor, and Node may
/// have that one. And if the program closes its descriptor and gets the same number again, it must find the number
/// without a watcher.
class DuplicateDescriptor {
  public:
    DuplicateDescriptor() noexcept = default;
    ~DuplicateDescriptor() { close(); }
    DuplicateDescriptor(const DuplicateDescriptor&) = delete;
    DuplicateDescriptor& operator=(const DuplicateDescriptor&) = delete;

#ifdef _WIN32
    // On Windows only sockets can be watched, and those cannot be duplicated simply: this is the program's descriptor.
    int open(zmq::Descriptor descriptor) noexcept {
        descriptor_ = descriptor;
        return 0;
    }
    void close() noexcept {}
    int flags() const noexcept { return 0; }
    void restore(int) const noexcept {}
#else
    /// Returns an errno.
    int open(zmq::Descriptor descriptor) noexcept {
        descriptor_ = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
        return descriptor_ == -1 ? errno : 0;
    }
    void close() noexcept {
        if (descriptor_ != -1) ::close(std::exchange(descriptor_, -1));
    }
    /// libuv makes the descriptors that it watches non-blocking, and the duplicate shares that flag with the original.
    /// So the caller saves the flags before, and restores them after.
    int flags() const noexcept { return fcntl(descriptor_, F_GETFL); }
    void restore(int flags) const noexcept {
        if (flags != -1) fcntl(descriptor_, F_SETFL, flags);
    }
#endif
    zmq::Descriptor get() const noexcept { return descriptor_; }

  private:
#ifdef _WIN32
    zmq::Descriptor descriptor_ = 0;
#else
    zmq::Descriptor descriptor_ = -1;
#endif
};

}  // namespace zmq_napi::node
