#pragma once

#include <zmq.h>

namespace zmq_napi::zmq {

/// The result of a libzmq call: success, or an errno and the function that set it.
struct [[nodiscard]] Error {
    int code = 0;
    const char* syscall = nullptr;

    explicit operator bool() const noexcept { return code != 0; }
};

/// Turns libzmq's "-1 and errno" into an Error.
inline Error check(int rc, const char* syscall) noexcept { return rc == -1 ? Error{zmq_errno(), syscall} : Error{}; }

}  // namespace zmq_napi::zmq
