// libzmq in plain C: the limit that bindings are measured against. bench/protocol.ts says what a peer understands.
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <zmq.h>

/// All messages of a peer are alike: parts of one size, with the same bytes.
typedef struct {
    const void* bytes;
    size_t size, parts;
} Content;

typedef struct {
    uint64_t messages;
    double seconds;
    /// Round-trip times in nanoseconds, one for each message; or NULL.
    uint64_t* samples;
    /// Messages of a stream that was received beside these, and whether there is such a stream.
    uint64_t streamed;
    bool beside_stream;
} Done;

typedef struct Peer Peer;

/// bench/protocol.ts says what each does. Functions are NULL where there is nothing to do.
typedef struct {
    const char* name;
    /// ZMQ_* of the sockets; 0 for a role that is both sides, and opens and joins its sockets itself.
    int type;
    /// For each socket, before it is bound or connected.
    void (*configure)(void* socket);
    /// After the sockets were opened.
    void (*open)(Peer* peer);
    /// Where not all sockets connect to the same address.
    void (*connect)(Peer* peer, char* address);
    Done (*run)(Peer* peer, uint64_t count);
    void (*probe)(Peer* peer);
    /// Ends what `open` began.
    void (*close)(Peer* peer);
} Role;

typedef struct Readiness Readiness;

struct Peer {
    // From the arguments that the peer is started with. `bind` is NULL for a peer that connects; keys, where there is
    // no CURVE.
    const Role* role;
    const char *bind, *server_public_key, *server_secret_key, *client_public_key, *client_secret_key;
    size_t wanted_sockets, window, pace;
    Content content;

    void* context;
    void** sockets;
    size_t socket_count;
    /// Where it is bound, else empty.
    char address[512];
    /// Between `probe` and `run` of a publisher.
    bool probing;
    /// Of roles with many sockets: which of them have something to receive.
    Readiness* readiness;
    /// Of a run of subscribers or dealers: messages that each socket has still to receive; of all sockets, messages
    /// still to be sent, and received; and when the first of them came.
    uint64_t *left, to_send, received, first;
    /// Of idle and of a stream: the thread that receives, or that sends the stream.
    pthread_t waiter;
    /// Of a stream: messages that have been received, and whether the sender goes on.
    _Atomic uint64_t streamed;
    _Atomic bool streaming;
};

// main.c: sockets, with CURVE where there are keys.
void* peer_socket(Peer* peer, int type);
void peer_bind(Peer* peer, const char* address);
/// Binds one of the sockets, and writes the address that it got.
void peer_bind_socket(void* socket, const char* address, char* bound, size_t size);
/// Connects all sockets from one of them on.
void peer_connect(Peer* peer, size_t from, const char* address);

// roles.c
const Role* role_named(const char* name);

// readiness.c: which of many sockets have something to receive. zmq_poll would look at every socket each time; this
// waits on their ZMQ_FDs, so that those of a thousand that have nothing cost nothing.
Readiness* readiness_open(void* const* sockets, size_t count);

/// A socket to receive from, with ZMQ_DONTWAIT. ZMQ_FD signals only messages that came since libzmq last handled its
/// signals, and every call on the socket may do that: go on until EAGAIN, without other calls in between, or name the
/// socket by readiness_again().
size_t readiness_next(Readiness* readiness);
void readiness_again(Readiness* readiness, size_t index);

/// The same for all, when other calls were made on them.
void readiness_again_all(Readiness* readiness);

// answers.c: each answer is a line of JSON on standard output.
void answer_ready(const char* address);
void answer_true(const char* name);
/// Sorts the samples.
void answer_done(const Done* done);
void answer_usage(void);

/// Answers with an error and ends the process with status 1, from whatever thread.
_Noreturn void fail(const char* format, ...) __attribute__((format(printf, 1, 2)));

/// The same after a function of libzmq failed: what was tried, and why it failed.
#define FAIL_ZMQ(what) fail("%s: %s", what, zmq_strerror(zmq_errno()))
#define TRY(call, what) \
    if ((call) < 0) FAIL_ZMQ(what)

/// An option that is an integer.
#define SET(socket, option, value) TRY(zmq_setsockopt(socket, option, &(int){value}, sizeof(int)), #option)

/// Zeroed memory. What lasts as long as the process is freed by its end. Fails if there is not enough.
void* allocate(size_t count, size_t size);

static inline uint64_t nanoseconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
