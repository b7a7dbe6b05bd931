// Which of many sockets have something to receive. zmq_poll would look at every socket each time; this waits on their
// ZMQ_FDs, so that a thousand idle sockets cost nothing.
#pragma once

#include <stddef.h>

typedef struct Readiness Readiness;

Readiness* readiness_open(void* const* sockets, size_t count);
void readiness_close(Readiness* readiness);

/// A socket to receive from, with ZMQ_DONTWAIT. ZMQ_FD signals only messages that came since libzmq last handled its
/// signals, and every call on the socket may do that: go on until EAGAIN, without other calls in between, or name the
/// socket by readiness_again().
size_t readiness_next(Readiness* readiness);
void readiness_again(Readiness* readiness, size_t index);

/// The same for all, when other calls were made on them.
void readiness_again_all(Readiness* readiness);
