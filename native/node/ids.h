#pragma once

#include <cstdint>

namespace zmq_napi::node {

// The numbers by which JavaScript and the addon name things.

/// A context's number in the process.
using ContextId = std::uint32_t;
/// A socket's number in its thread's table: 31 bits.
using SocketId = std::uint32_t;
/// A proxy's number in its thread's table.
using ProxyId = std::uint32_t;
/// The number by which a watcher reports: that of its socket; or that of a descriptor of the program, which has the
/// highest bit set.
using WatchId = std::uint32_t;
constexpr WatchId kDescriptorBit = 1U << 31U;
/// An alarm's number in its reactor.
using AlarmId = std::uint32_t;

}  // namespace zmq_napi::node
