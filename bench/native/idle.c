#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <zmq.h>

#include "memory.h"
#include "role.h"

typedef struct {
    Peer* peer;
    Readiness* readiness;
    pthread_t waiter;
} Idle;

static void expect_nothing(void* socket) {
    zmq_msg_t part;
    zmq_msg_init(&part);
    if (zmq_msg_recv(&part, socket, ZMQ_DONTWAIT) >= 0) fail("A message came, and nobody sends");
    zmq_msg_close(&part);
}

// Runs on a thread of its own, which waits to receive from all sockets until the context is shut down.
static void* wait_for_nothing(void* argument) {
    const Idle* idle = argument;
    do {
        expect_nothing(idle->peer->sockets[readiness_next(idle->readiness)]);
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
    for (size_t index = 1; index < specification->sockets; index++) {
        if (zmq_connect(peer_socket(peer, ZMQ_DEALER), peer->address) != 0) fail_zmq("zmq_connect %s", peer->address);
    }
    Idle* idle = peer->state = allocate(1, sizeof *idle);
    idle->peer = peer;
    idle->readiness = readiness_open(peer->sockets, peer->socket_count);
    if (pthread_create(&idle->waiter, NULL, wait_for_nothing, idle) != 0) fail("There is no thread to wait on");
}

static void close_idle(Peer* peer) {
    Idle* idle = peer->state;
    zmq_ctx_shutdown(peer->context);
    pthread_join(idle->waiter, NULL);
    readiness_close(idle->readiness);
    free(idle);
}

const Role idle_role = {.name = "idle", .many = true, .joined = true, .open = open_idle, .close = close_idle};
