#pragma once

#include <zmq.h>

namespace zmq_napi::zmq {

// What the code has to know of libzmq's socket types.

/// Whether a socket distributes its messages among its peers. If a peer disconnects while a message is half sent,
/// libzmq discards the parts that it has, refuses the next one, and discards all further parts of that message.
constexpr bool is_load_balanced(int type) noexcept { return type == ZMQ_PUSH || type == ZMQ_DEALER || type == ZMQ_REQ; }

/// Whether sending and receiving must alternate: out of turn, libzmq refuses an operation with EFSM.
constexpr bool takes_turns(int type) noexcept { return type == ZMQ_REQ || type == ZMQ_REP; }

}  // namespace zmq_napi::zmq
