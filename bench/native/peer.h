// One side of a scenario: its role, its sockets, and what is sent and received on them.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "message.h"
#include "protocol.h"
#include "readiness.h"

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
    /// Ends what `open` began, but for memory.
    void (*close)(Peer* peer);
} Role;

extern const Role push_role, pull_role, request_role, reply_role, router_role, publish_role, subscribe_role,
    dealer_role, threads_role, thread_role, idle_role;

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
    /// Of the role; one block of memory, or NULL.
    void* state;
};

void peer_open(Peer* peer, const Specification* specification);
void peer_bind(Peer* peer, const char* address);
/// Connects all sockets from one of them on.
void peer_connect(Peer* peer, size_t from, const char* address);
void peer_close(Peer* peer);

/// One more socket, with security as specified.
void* peer_socket(Peer* peer, int type);

void set_option(void* socket, int option, const char* name, int value);
