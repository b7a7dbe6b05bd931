#include <zmq.h>

#include "role.h"

static void open_publish(Peer* peer) { set_option(peer_socket(peer, ZMQ_PUB), ZMQ_SNDHWM, "ZMQ_SNDHWM", 0); }

static Done publish(Peer* peer, uint64_t count) {
    peer->probing = false;
    return (Done){.messages = count, .seconds = send_messages(peer->sockets[0], &peer->content, count)};
}

static void probe(Peer* peer) {
    static const Content content = {.bytes = "p", .size = 1, .parts = 1};
    send_message(peer->sockets[0], &content, 0);
    peer->probing = true;
}

const Role publish_role = {.name = "publish", .open = open_publish, .run = publish, .probe = probe};
