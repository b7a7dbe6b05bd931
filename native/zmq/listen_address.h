#pragma once

#include <string_view>

namespace zmq_napi::zmq {

/// Whether a bind to `wanted` conflicts with the listener at `endpoint`: if they have the same port, unless they name
/// different addresses of IPv4; or, without ports, if they are the same text. `wanted` may have a wildcard or a name as
/// its host.
bool addresses_conflict(std::string_view endpoint, std::string_view wanted) noexcept;

#ifndef ZMQ_NAPI_VENDORED_LIBZMQ
/// Whether a bind to `endpoint`, a value of ZMQ_LAST_ENDPOINT, would succeed now. Tries it with a socket that never
/// listens, and so rejects no peer. True for unknown transports. Thread: any.
bool can_bind(std::string_view endpoint) noexcept;
#endif

}  // namespace zmq_napi::zmq
