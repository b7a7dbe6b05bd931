#pragma once

#include <string_view>

namespace zmq_napi::core {

/// Whether a bind to `wanted` needs what the listener at `endpoint` has: the same port, unless both name different
/// addresses of IPv4, or else the same text. `wanted` may have a wildcard or a name as its host.
bool same_address(std::string_view endpoint, std::string_view wanted) noexcept;

#ifndef ZMQ_NAPI_VENDORED_LIBZMQ
/// Whether a bind to `endpoint`, as ZMQ_LAST_ENDPOINT has it, would succeed now: tries it, on a socket that never
/// listens and so refuses nobody. True for a transport that it does not know. Thread: any.
bool can_bind(std::string_view endpoint) noexcept;
#endif

}  // namespace zmq_napi::core
