#include <zmq.h>

#include "clock.h"
#include "role.h"

// More connections come at once than the default of 100, and the kernel has those that it drops try again a second
// later.
enum { BACKLOG = 4096 };

static void open_reply(Peer* peer) { peer_socket(peer, ZMQ_REP); }

static void open_router(Peer* peer) {
    void* socket = peer_socket(peer, ZMQ_ROUTER);
    set_option(socket, ZMQ_BACKLOG, "ZMQ_BACKLOG", BACKLOG);
    // A router drops what it cannot send. Here it must not; it says so if it has to.
    set_option(socket, ZMQ_SNDHWM, "ZMQ_SNDHWM", 0);
    set_option(socket, ZMQ_ROUTER_MANDATORY, "ZMQ_ROUTER_MANDATORY", 1);
}

static Done echo(Peer* peer, uint64_t count) {
    void* socket = peer->sockets[0];
    echo_message(socket);
    const uint64_t first = nanoseconds_now();
    for (uint64_t index = 1; index < count; index++) echo_message(socket);
    return (Done){.messages = count, .seconds = seconds_since(first)};
}

const Role reply_role = {.name = "reply", .open = open_reply, .run = echo};
const Role router_role = {.name = "router", .open = open_router, .run = echo};
