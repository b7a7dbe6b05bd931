// Which of many sockets have something to receive. zmq_poll would look at every socket each time; this waits on their
// ZMQ_FDs, so that a thousand idle sockets cost nothing.
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    /// ZMQ_FD of each socket.
    int* descriptors;
    size_t count;
    /// A ring of the sockets to look at, each in it once.
    size_t* queue;
    bool* queued;
    size_t first, length;
    /// Of readiness_wait().
    void* system;
} Readiness;

Readiness* readiness_open(void* const* sockets, size_t count);
void readiness_close(Readiness* readiness);

/// A socket to receive from, with ZMQ_DONTWAIT. ZMQ_FD tells only of what came since libzmq last looked, and every call
/// on the socket may have looked: go on until EAGAIN, with nothing else in between, or name it by readiness_again().
size_t readiness_next(Readiness* readiness);
void readiness_again(Readiness* readiness, size_t index);

/// The same for all, when other calls were made on them.
void readiness_again_all(Readiness* readiness);

/// What differs between systems (readiness_epoll.c, readiness_poll.c): to watch the descriptors, and to wait until one
/// or more are readable and name these by readiness_again().
void readiness_watch(Readiness* readiness);
void readiness_wait(Readiness* readiness);
void readiness_unwatch(Readiness* readiness);
