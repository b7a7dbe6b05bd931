// What the peer is started with: `name=value` arguments, in the words of PeerSpec in bench/protocol.ts.
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    const char* role;
    /// NULL for a peer that connects.
    const char* bind;
    size_t size, parts, sockets, window;
    bool transfer;
    bool curve;
    const char *server_public_key, *server_secret_key, *client_public_key, *client_secret_key;
} Specification;

/// Fails on what it does not know, on a value that is wrong, and without role, style or size.
Specification specification_parse(int count, char** arguments);
