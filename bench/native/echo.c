#include <stdlib.h>
#include <zmq.h>

#include "clock.h"
#include "memory.h"
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

static double echo_messages(void* socket, size_t parts, uint64_t count) {
    zmq_msg_t* message = allocate(parts, sizeof *message);
    for (size_t index = 0; index < parts; index++) zmq_msg_init(&message[index]);
    echo_message(socket, message, parts);
    const uint64_t first = nanoseconds_now();
    for (uint64_t echoed = 1; echoed < count; echoed++) echo_message(socket, message, parts);
    const double seconds = seconds_since(first);
    free(message);
    return seconds;
}

static Done reply(Peer* peer, uint64_t count) {
    return (Done){.messages = count, .seconds = echo_messages(peer->sockets[0], peer->content.parts, count)};
}

static Done route(Peer* peer, uint64_t count) {
    const size_t routing_id = 1;
    const size_t parts = routing_id + peer->content.parts;
    return (Done){.messages = count, .seconds = echo_messages(peer->sockets[0], parts, count)};
}

const Role reply_role = {.name = "reply", .open = open_reply, .run = reply};
const Role router_role = {.name = "router", .open = open_router, .run = route};
