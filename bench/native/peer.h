#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "answer.h"
#include "message.h"
#include "readiness.h"
#include "specification.h"

typedef struct Peer Peer;

/// A side of a scenario; bench/protocol.ts says what each does.
typedef struct {
    const char* name;
    /// Whether it may have several sockets.
    bool many;
    /// Whether it is both sides, and joins its sockets itself.
    bool joined;
    void (*open)(Peer* peer);
    /// NULL where there is nothing to run.
    Done (*run)(Peer* peer, uint64_t count);
    /// NULL where probes mean nothing.
    void (*probe)(Peer* peer);
    /// Ends what `open` began beside sockets; may be NULL.
    void (*close)(Peer* peer);
} Role;

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
    /// Of the role.
    void* state;
};

void peer_open(Peer* peer, const Specification* specification);
void peer_bind(Peer* peer, const char* address);
void peer_connect(Peer* peer, const char* address);
void peer_close(Peer* peer);

/// One more socket of a ZMQ_* type, with security as specified.
void* peer_socket(Peer* peer, int type);

void set_option(void* socket, int option, const char* name, int value);
