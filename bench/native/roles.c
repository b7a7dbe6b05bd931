// What each role does, and the table of them.
#include <stdlib.h>
#include <string.h>

#include "peer.h"

// BACKLOG: more connections come at once than the default of 100, and the kernel has those that it drops try again a
// second later. TURN: messages that one side, or one socket, may have before the others' turn.
enum { BACKLOG = 4096, TURN = 100 };

/// Takes a step so many times: the time from the end of the first to that of the last.
static inline Done repeat(Peer* peer, uint64_t count, void (*step)(Peer* peer)) {
    step(peer);
    const uint64_t first = nanoseconds_now();
    for (uint64_t steps = 1; steps < count; steps++) step(peer);
    return (Done){.messages = count, .seconds = seconds_since(first)};
}

static void send_one(Peer* peer) { send_message(peer->sockets[0], &peer->content, 0); }
static void receive_one(Peer* peer) { receive_expected(peer->sockets[0], &peer->content); }

static Done push(Peer* peer, uint64_t count) { return repeat(peer, count, send_one); }
static Done pull(Peer* peer, uint64_t count) { return repeat(peer, count, receive_one); }

static Done request(Peer* peer, uint64_t count) {
    static uint64_t* samples = NULL;  // of the run before
    free(samples);
    samples = allocate(count, sizeof *samples);
    // The kernel brings the pages now, and not within the round trips.
    memset(samples, 0xff, count * sizeof *samples);
    const uint64_t start = nanoseconds_now();
    uint64_t before = start;
    for (uint64_t index = 0; index < count; index++) {
        send_one(peer);
        receive_one(peer);
        const uint64_t now = nanoseconds_now();
        samples[index] = now - before;
        before = now;
    }
    const double seconds = (double)(before - start - samples[0]) / 1e9;
    return (Done){.messages = count, .seconds = seconds, .samples = samples};
}

// A router's messages begin with a routing id.
static Done echo(Peer* peer, uint64_t count) {
    const size_t parts = peer->content.parts + (peer->role->type == ZMQ_ROUTER ? 1 : 0);
    zmq_msg_t* message = allocate(parts, sizeof *message);
    for (size_t index = 0; index < parts; index++) zmq_msg_init(&message[index]);
    echo_message(peer->sockets[0], message, parts);
    const uint64_t first = nanoseconds_now();
    for (uint64_t echoed = 1; echoed < count; echoed++) echo_message(peer->sockets[0], message, parts);
    return (Done){.messages = count, .seconds = seconds_since(first)};
}

static void configure_router(void* socket) {
    SET(socket, ZMQ_BACKLOG, BACKLOG);
    // A router drops what it cannot send. Here it must not; it says so if it has to.
    SET(socket, ZMQ_SNDHWM, 0);
    SET(socket, ZMQ_ROUTER_MANDATORY, 1);
}

static void configure_publisher(void* socket) { SET(socket, ZMQ_SNDHWM, 0); }

static Done publish(Peer* peer, uint64_t count) {
    peer->probing = false;
    return push(peer, count);
}

static void send_probe(Peer* peer) {
    send_message(peer->sockets[0], &(Content){.bytes = "p", .size = 1, .parts = 1}, 0);
    peer->probing = true;
}

// Both sides in one process, joined by inproc: `threads` sends on a thread of its own, `thread` takes turns.
static void open_both(Peer* peer) {
    const char* address = peer->specification.bind != NULL ? peer->specification.bind : "inproc://messages";
    if (strncmp(address, "inproc://", 9) != 0) fail("%s is joined by inproc, not by %s", peer->role->name, address);
    peer_socket(peer, ZMQ_PULL);
    peer_bind(peer, address);
    peer_socket(peer, ZMQ_PUSH);
    peer_connect(peer, 1, address);
}

// Runs on the sender's thread. The push socket is its own until it is joined.
static void* send_received(void* argument) {
    Peer* sender = argument;
    push(sender, sender->to_send);
    return NULL;
}

static Done run_threads(Peer* peer, uint64_t count) {
    Peer sender = *peer;
    sender.sockets++;
    sender.to_send = count;
    pthread_t thread;
    if (pthread_create(&thread, NULL, send_received, &sender) != 0) fail("There is no thread to send on");
    const Done done = pull(peer, count);
    pthread_join(thread, NULL);
    return done;
}

static Done run_thread(Peer* peer, uint64_t count) {
    uint64_t first = 0;
    for (uint64_t received = 0; received < count;) {
        const uint64_t left = count - received;
        uint64_t sent = 0;
        while (sent < left && sent < TURN && send_message(peer->sockets[1], &peer->content, ZMQ_DONTWAIT)) sent++;
        for (; sent > 0; sent--) {
            receive_one(peer);
            if (received++ == 0) first = nanoseconds_now();
        }
    }
    return (Done){.messages = count, .seconds = seconds_since(first)};
}

// Roles with many sockets. The dealers are the load for the routers of all drivers, so they are as cheap as they can
// be: they wake up for the sockets alone that have something, and never wait to send.
static void open_many(Peer* peer) {
    peer->readiness = readiness_open(peer->sockets, peer->socket_count);
    peer->left = allocate(peer->socket_count, sizeof *peer->left);
}

// A receive that finds nothing ends a turn early and is its last call on the socket, as readiness_next() asks.
static void take_turn(Peer* peer, size_t index) {
    void* socket = peer->sockets[index];
    for (int turn = 0; turn < TURN; turn++) {
        if (peer->left[index] == 0) return;
        const Received received = receive_message(socket, &peer->content, ZMQ_DONTWAIT);
        if (received == NOTHING) return;
        if (received == PROBE && peer->role->probe != NULL) continue;
        if (received == PROBE) fail("A message came back that was not sent");
        if (peer->received++ == 0) peer->first = nanoseconds_now();
        peer->left[index]--;
        if (peer->to_send == 0) continue;
        send_message(socket, &peer->content, 0);
        peer->to_send--;
        peer->left[index]++;
    }
    readiness_again(peer->readiness, index);
}

static Done receive_all(Peer* peer, uint64_t count) {
    readiness_again_all(peer->readiness);
    for (peer->received = 0; peer->received < count;) take_turn(peer, readiness_next(peer->readiness));
    return (Done){.messages = count, .seconds = seconds_since(peer->first)};
}

static void configure_subscriber(void* socket) {
    SET(socket, ZMQ_RCVHWM, 0);
    TRY(zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0), "ZMQ_SUBSCRIBE");
}

static Done subscribe(Peer* peer, uint64_t count) {
    for (size_t index = 0; index < peer->socket_count; index++) peer->left[index] = count;
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
    SET(socket, ZMQ_SNDHWM, 0);
    SET(socket, ZMQ_RCVHWM, 0);
}

static void open_dealer(Peer* peer) {
    const size_t window = peer->specification.window;
    if (window < peer->socket_count) {
        fail("A window of %zu messages leaves some of %zu sockets without one", window, peer->socket_count);
    }
    open_many(peer);
}

static Done deal(Peer* peer, uint64_t count) {
    const size_t window = peer->specification.window;
    const uint64_t under_way = count < window ? count : window;
    for (uint64_t sent = 0; sent < under_way; sent++) {
        const size_t index = sent % peer->socket_count;
        send_message(peer->sockets[index], &peer->content, 0);
        peer->left[index]++;
    }
    peer->to_send = count - under_way;
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
    SET(peer_socket(peer, ZMQ_ROUTER), ZMQ_BACKLOG, (int)specification->sockets);
    peer_bind(peer, specification->bind != NULL ? specification->bind : "tcp://127.0.0.1:*");
    while (peer->socket_count < specification->sockets) peer_socket(peer, ZMQ_DEALER);
    peer_connect(peer, 1, peer->address);
    peer->readiness = readiness_open(peer->sockets, peer->socket_count);
    if (pthread_create(&peer->waiter, NULL, wait_for_nothing, peer) != 0) fail("There is no thread to wait on");
}

static void close_idle(Peer* peer) {
    zmq_ctx_shutdown(peer->context);
    pthread_join(peer->waiter, NULL);
}

// clang-format off
static const Role roles[] = {
    {.name = "push", .type = ZMQ_PUSH, .run = push},
    {.name = "pull", .type = ZMQ_PULL, .run = pull},
    {.name = "request", .type = ZMQ_REQ, .run = request},
    {.name = "reply", .type = ZMQ_REP, .run = echo},
    {.name = "publish", .type = ZMQ_PUB, .configure = configure_publisher, .run = publish, .probe = send_probe},
    {.name = "subscribe", .type = ZMQ_SUB, .many = true, .configure = configure_subscriber, .open = open_many,
     .run = subscribe, .probe = await_probes},
    {.name = "router", .type = ZMQ_ROUTER, .configure = configure_router, .run = echo},
    {.name = "dealer", .type = ZMQ_DEALER, .many = true, .configure = configure_dealer, .open = open_dealer,
     .run = deal},
    {.name = "threads", .joined = true, .open = open_both, .run = run_threads},
    {.name = "thread", .joined = true, .open = open_both, .run = run_thread},
    {.name = "idle", .many = true, .joined = true, .open = open_idle, .close = close_idle},
};
// clang-format on

const Role* role_named(const char* name) {
    for (size_t index = 0; index < sizeof roles / sizeof *roles; index++) {
        if (strcmp(roles[index].name, name) == 0) return &roles[index];
    }
    fail("There is no role \"%s\"", name);
}
