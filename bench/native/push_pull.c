#include <zmq.h>

#include "role.h"

static void open_push(Peer* peer) { peer_socket(peer, ZMQ_PUSH); }

static Done push(Peer* peer, uint64_t count) {
    return (Done){.messages = count, .seconds = send_messages(peer->sockets[0], &peer->content, count)};
}

static void open_pull(Peer* peer) { peer_socket(peer, ZMQ_PULL); }

static Done pull(Peer* peer, uint64_t count) {
    return (Done){.messages = count, .seconds = receive_messages(peer->sockets[0], &peer->content, count)};
}

const Role push_role = {.name = "push", .open = open_push, .run = push};
const Role pull_role = {.name = "pull", .open = open_pull, .run = pull};
