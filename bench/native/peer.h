// libzmq in plain C: the limit that bindings are measured against. bench/protocol.ts says what a peer understands.
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <zmq.h>

/// From the arguments that the peer is started with, `name=value`.
typedef struct {
    const char *role, *style;
    /// NULL for a peer that connects.
    const char* bind;
    const char *security, *server_public_key, *server_secret_key, *client_public_key, *client_secret_key;
    size_t size, parts, sockets, window;
    bool transfer, curve;
} Specification;

/// All messages of a peer are alike: parts of one size, with the same bytes.
typedef struct {
    const void* bytes;
    size_t size, parts;
    bool transfer;
} Content;

typedef struct {
    uint64_t messages;
    double seconds;
    /// Round-trip times in nanoseconds, one for each message; or NULL.
    uint64_t* samples;
} Done;

typedef struct Peer Peer;

/// bench/protocol.ts says what each does. Functions are NULL where there is nothing to do.
typedef struct {
    const char* name;
    /// ZMQ_* of the sockets that the specification asks for; for roles that are joined, of those that they open.
    int type;
    /// Whether it may have several sockets.
    bool many;
    /// Whether it is both sides, and opens and joins its sockets itself.
    bool joined;
    /// For each socket, before it is bound or connected.
    void (*configure)(void* socket);
    /// After the sockets were opened.
    void (*open)(Peer* peer);
    Done (*run)(Peer* peer, uint64_t count);
    void (*probe)(Peer* peer);
    /// Ends what `open` began.
    void (*close)(Peer* peer);
} Role;

typedef struct Readiness Readiness;

struct Peer {
    Specification specification;
    const Role* role;
    Content content;
    void* context;
    void** sockets;
    size_t socket_count;
    /// Where it is bound, else empty.
    char address[512];
    bool connected;
    /// Between `probe` and `run` of a publisher.
    bool probing;
    /// Of roles with many sockets, else NULL: which of them have something to receive.
    Readiness* readiness;
    /// Of a run of subscribers or dealers: messages that each socket has still to receive; of all sockets, messages
    /// still to be sent, and received; and when the first of them came.
    uint64_t *left, to_send, received, first;
    /// Of idle: the thread that receives.
    pthread_t waiter;
};

// main.c: sockets, with security as specified.
void* peer_socket(Peer* peer, int type);
void peer_bind(Peer* peer, const char* address);
/// Connects all sockets from one of them on.
void peer_connect(Peer* peer, size_t from, const char* address);

// roles.c
const Role* role_named(const char* name);

// message.c: messages as a careful C program sends and receives them.
typedef enum { NOTHING, MESSAGE, PROBE } Received;

/// Sends one message. With ZMQ_DONTWAIT: whether it was taken.
bool send_message(void* socket, const Content* content, int flags);

/// Receives one message, and fails unless it has as many parts as expected, and each of them the size. With
/// ZMQ_DONTWAIT: NOTHING if there is no message. PROBE for one part of one byte where something else was expected.
Received receive_message(void* socket, const Content* expected, int flags);

/// Waits for one message, which must be as expected.
void receive_expected(void* socket, const Content* expected);

/// Sends one message back to where it came from, as it is. Fails unless it has that many parts, an envelope included;
/// they must have been initialized, and are again.
void echo_message(void* socket, zmq_msg_t* parts, size_t count);

// readiness.c: which of many sockets have something to receive. zmq_poll would look at every socket each time; this
// waits on their ZMQ_FDs, so that a thousand idle sockets cost nothing.
Readiness* readiness_open(void* const* sockets, size_t count);

/// A socket to receive from, with ZMQ_DONTWAIT. ZMQ_FD signals only messages that came since libzmq last handled its
/// signals, and every call on the socket may do that: go on until EAGAIN, without other calls in between, or name the
/// socket by readiness_again().
size_t readiness_next(Readiness* readiness);
void readiness_again(Readiness* readiness, size_t index);

/// The same for all, when other calls were made on them.
void readiness_again_all(Readiness* readiness);

// protocol.c: arguments, commands and answers.
/// Fails on what it does not know, on a value that is wrong, and without role, style or size.
Specification specification_parse(int count, char** arguments);

/// Whether the text is a decimal integer and nothing else.
bool parse_number(const char* text, uint64_t* number);

/// Waits for the next line of standard input, which is good until the one after it: its first word, and the text after
/// the space, which may be empty. At the end of the input: false.
bool command_read(const char** name, const char** argument);

/// Whether a command, or the end of the input, comes within some milliseconds.
bool command_comes(int milliseconds);

/// Each answer is a line of JSON on standard output. `answer_done` sorts the samples.
void answer_ready(const char* address, const char* version);
void answer_true(const char* name);
void answer_done(const Done* done);
void answer_usage(void);

/// Answers with an error and ends the process with status 1, from whatever thread.
_Noreturn void fail(const char* format, ...) __attribute__((format(printf, 1, 2)));

/// The same for a function of libzmq: what was tried, and why it failed.
_Noreturn void fail_zmq(const char* format, ...) __attribute__((format(printf, 1, 2)));

/// Calls a function of libzmq, or fails with what the further arguments say.
#define TRY(call, ...) \
    if ((call) < 0) fail_zmq(__VA_ARGS__)

/// An option that is an integer.
#define SET(socket, option, value) set_option(socket, option, #option, value)
static inline void set_option(void* socket, int option, const char* name, int value) {
    TRY(zmq_setsockopt(socket, option, &value, sizeof value), "%s %d", name, value);
}

/// Zeroed memory. What lasts as long as the process is freed by its end. Fails if there is not enough.
void* allocate(size_t count, size_t size);

static inline uint64_t nanoseconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static inline double seconds_since(uint64_t start) { return (double)(nanoseconds_now() - start) / 1e9; }
