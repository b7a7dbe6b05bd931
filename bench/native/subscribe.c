#include <stdlib.h>
#include <zmq.h>

#include "clock.h"
#include "memory.h"
#include "role.h"

// Messages that one socket may have before the others' turn.
enum { TURN = 100 };

typedef struct {
    Readiness* readiness;
    /// What each socket has still to receive in this run.
    uint64_t* left;
    /// Of all sockets together; and when the first of them came.
    uint64_t received, first;
} Subscribers;

static void open_subscribe(Peer* peer) {
    Subscribers* subscribers = peer->state = allocate(1, sizeof *subscribers);
    for (size_t index = 0; index < peer->specification.sockets; index++) {
        void* socket = peer_socket(peer, ZMQ_SUB);
        set_option(socket, ZMQ_RCVHWM, "ZMQ_RCVHWM", 0);
        if (zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0) != 0) fail_zmq("ZMQ_SUBSCRIBE");
    }
    subscribers->readiness = readiness_open(peer->sockets, peer->socket_count);
    subscribers->left = allocate(peer->socket_count, sizeof *subscribers->left);
}

static void close_subscribe(Peer* peer) {
    Subscribers* subscribers = peer->state;
    readiness_close(subscribers->readiness);
    free(subscribers->left);
    free(subscribers);
}

static void count_message(Subscribers* subscribers, size_t index) {
    if (subscribers->received == 0) subscribers->first = nanoseconds_now();
    subscribers->received++;
    subscribers->left[index]--;
}

static void take_turn(Peer* peer, size_t index) {
    Subscribers* subscribers = peer->state;
    for (int turn = 0; turn < TURN; turn++) {
        if (subscribers->left[index] == 0) return;
        const Received received = receive_message(peer->sockets[index], &peer->content, ZMQ_DONTWAIT);
        if (received == NOTHING) return;
        if (received == MESSAGE) count_message(subscribers, index);
    }
    readiness_again(subscribers->readiness, index);
}

static Done subscribe(Peer* peer, uint64_t count) {
    Subscribers* subscribers = peer->state;
    const uint64_t all = count * peer->socket_count;
    for (size_t index = 0; index < peer->socket_count; index++) subscribers->left[index] = count;
    subscribers->received = 0;
    readiness_again_all(subscribers->readiness);
    while (subscribers->received < all) take_turn(peer, readiness_next(subscribers->readiness));
    return (Done){.messages = all, .seconds = seconds_since(subscribers->first)};
}

static void await_probe(Peer* peer, size_t index) {
    const Received received = receive_message(peer->sockets[index], &peer->content, 0);
    if (received == MESSAGE) fail("A message came to socket %zu before its run", index);
}

static void probe(Peer* peer) {
    for (size_t index = 0; index < peer->socket_count; index++) await_probe(peer, index);
}

const Role subscribe_role = {.name = "subscribe",
                             .many = true,
                             .open = open_subscribe,
                             .run = subscribe,
                             .probe = probe,
                             .close = close_subscribe};
