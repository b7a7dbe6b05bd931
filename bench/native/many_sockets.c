// Roles with many sockets. The dealers are the load for the routers of all drivers, so they are as cheap as they can
// be: they wake up for the sockets alone that have something, and never wait to send.
#include <pthread.h>
#include <stdlib.h>
#include <zmq.h>

#include "peer.h"

// Messages that one socket may have before the others' turn.
enum { TURN = 100 };

/// A run of subscribers or dealers.
typedef struct {
    /// Messages of all sockets: still to be sent, and received; and when the first of them came.
    uint64_t to_send, received, first;
    /// Messages that each socket has still to receive.
    uint64_t left[];
} Progress;

static void open_many(Peer* peer) {
    peer->readiness = readiness_open(peer->sockets, peer->socket_count);
    peer->state = allocate(1, sizeof(Progress) + peer->socket_count * sizeof(uint64_t));
}

// A receive that finds nothing ends a turn early and is its last call on the socket, as readiness_next() asks.
static void take_turn(Peer* peer, size_t index) {
    Progress* progress = peer->state;
    void* socket = peer->sockets[index];
    for (int turn = 0; turn < TURN; turn++) {
        if (progress->left[index] == 0) return;
        const Received received = receive_message(socket, &peer->content, ZMQ_DONTWAIT);
        if (received == NOTHING) return;
        if (received == PROBE && peer->role->probe != NULL) continue;
        if (received == PROBE) fail("A message came back that was not sent");
        if (progress->received++ == 0) progress->first = nanoseconds_now();
        progress->left[index]--;
        if (progress->to_send == 0) continue;
        send_message(socket, &peer->content, 0);
        progress->to_send--;
        progress->left[index]++;
    }
    readiness_again(peer->readiness, index);
}

static Done receive_all(Peer* peer, uint64_t count) {
    Progress* progress = peer->state;
    readiness_again_all(peer->readiness);
    for (progress->received = 0; progress->received < count;) take_turn(peer, readiness_next(peer->readiness));
    return (Done){.messages = count, .seconds = seconds_since(progress->first)};
}

static void configure_subscriber(void* socket) {
    set_option(socket, ZMQ_RCVHWM, "ZMQ_RCVHWM", 0);
    if (zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0) != 0) fail_zmq("ZMQ_SUBSCRIBE");
}

static Done subscribe(Peer* peer, uint64_t count) {
    Progress* progress = peer->state;
    for (size_t index = 0; index < peer->socket_count; index++) progress->left[index] = count;
    return receive_all(peer, count * peer->socket_count);
}

static void await_probes(Peer* peer) {
    for (size_t index = 0; index < peer->socket_count; index++) {
        const Received received = receive_message(peer->sockets[index], &peer->content, 0);
        if (received == MESSAGE) fail("A message came to socket %zu before its run", index);
    }
}

// The window bounds the messages under way.
static void configure_dealer(void* socket) {
    set_option(socket, ZMQ_SNDHWM, "ZMQ_SNDHWM", 0);
    set_option(socket, ZMQ_RCVHWM, "ZMQ_RCVHWM", 0);
}

static void open_dealer(Peer* peer) {
    const size_t window = peer->specification.window;
    if (window < peer->socket_count) {
        fail("A window of %zu messages leaves some of %zu sockets without one", window, peer->socket_count);
    }
    open_many(peer);
}

static Done deal(Peer* peer, uint64_t count) {
    Progress* progress = peer->state;
    const size_t window = peer->specification.window;
    const uint64_t under_way = count < window ? count : window;
    for (uint64_t sent = 0; sent < under_way; sent++) {
        const size_t index = sent % peer->socket_count;
        send_message(peer->sockets[index], &peer->content, 0);
        progress->left[index]++;
    }
    progress->to_send = count - under_way;
    return receive_all(peer, count);
}

// Runs on a thread of its own, which waits to receive from all sockets until the context is shut down.
static void* wait_for_nothing(void* argument) {
    const Peer* peer = argument;
    do {
        void* socket = peer->sockets[readiness_next(peer->readiness)];
        zmq_msg_t part;
        zmq_msg_init(&part);
        if (zmq_msg_recv(&part, socket, ZMQ_DONTWAIT) >= 0) fail("A message came, and nobody sends");
        zmq_msg_close(&part);
    } while (zmq_errno() == EAGAIN);
    if (zmq_errno() != ETERM) fail_zmq("zmq_msg_recv");
    return NULL;
}

static void open_idle(Peer* peer) {
    const Specification* specification = &peer->specification;
    if (specification->sockets < 2) fail("idle needs two sockets or more");
    void* bound = peer_socket(peer, ZMQ_ROUTER);
    set_option(bound, ZMQ_BACKLOG, "ZMQ_BACKLOG", (int)specification->sockets);
    peer_bind(peer, specification->bind != NULL ? specification->bind : "tcp://127.0.0.1:*");
    while (peer->socket_count < specification->sockets) peer_socket(peer, ZMQ_DEALER);
    peer_connect(peer, 1, peer->address);
    peer->readiness = readiness_open(peer->sockets, peer->socket_count);
    pthread_t* waiter = peer->state = allocate(1, sizeof *waiter);
    if (pthread_create(waiter, NULL, wait_for_nothing, peer) != 0) fail("There is no thread to wait on");
}

static void close_idle(Peer* peer) {
    const pthread_t* waiter = peer->state;
    zmq_ctx_shutdown(peer->context);
    pthread_join(*waiter, NULL);
}

const Role subscribe_role = {.name = "subscribe",
                             .type = ZMQ_SUB,
                             .many = true,
                             .configure = configure_subscriber,
                             .open = open_many,
                             .run = subscribe,
                             .probe = await_probes};
const Role dealer_role = {.name = "dealer",
                          .type = ZMQ_DEALER,
                          .many = true,
                          .configure = configure_dealer,
                          .open = open_dealer,
                          .run = deal};
const Role idle_role = {.name = "idle", .many = true, .joined = true, .open = open_idle, .close = close_idle};
