// What each role does, and the table of them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

// BACKLOG: more connections come at once than the default of 100, and the kernel has those that it drops try again a
// second later. TURN: messages that one side, or one socket, may have before the others' turn.
enum { BACKLOG = 4096, TURN = 100 };

// Messages as a careful C program sends and receives them.
typedef enum { NOTHING, MESSAGE, PROBE } Received;

/// Sends one message. With ZMQ_DONTWAIT: whether it was taken.
static bool send_message(void* socket, const Content* content, int flags) {
    for (size_t left = content->parts; left > 0; left--) {
        zmq_msg_t part;
        TRY(zmq_msg_init_size(&part, content->size), "zmq_msg_init_size");
        memcpy(zmq_msg_data(&part), content->bytes, content->size);
        if (zmq_msg_send(&part, socket, left > 1 ? flags | ZMQ_SNDMORE : flags) >= 0) continue;
        if (zmq_errno() != EAGAIN || left < content->parts) FAIL_ZMQ("zmq_msg_send");
        zmq_msg_close(&part);
        return false;
    }
    return true;
}

/// Receives one message, and fails unless it has as many parts as expected, and each of them the size. With
/// ZMQ_DONTWAIT: NOTHING if there is no message. PROBE for one part of one byte where something else was expected.
static Received receive_message(void* socket, const Content* expected, int flags) {
    zmq_msg_t part;
    zmq_msg_init(&part);
    size_t parts = 0;
    bool more = true;
    Received received = MESSAGE;
    while (more) {
        if (zmq_msg_recv(&part, socket, flags) < 0) {
            if (zmq_errno() != EAGAIN) FAIL_ZMQ("zmq_msg_recv");
            received = NOTHING;
            break;
        }
        parts++;
        more = zmq_msg_more(&part) != 0;
        const size_t size = zmq_msg_size(&part);
        if (size == expected->size && more == (parts < expected->parts)) continue;
        if (size != 1 || parts > 1 || more) {
            fail("A message came with %zu parts or more, the last of %zu bytes, where %zu of %zu bytes were expected",
                 parts, size, expected->parts, expected->size);
        }
        received = PROBE;
    }
    zmq_msg_close(&part);
    return received;
}

static double seconds_since(uint64_t start) { return (double)(nanoseconds_now() - start) / 1e9; }

/// Takes a step so many times: the time from the end of the first to that of the last.
static inline Done repeat(Peer* peer, uint64_t count, void (*step)(Peer* peer)) {
    step(peer);
    const uint64_t first = nanoseconds_now();
    for (uint64_t steps = 1; steps < count; steps++) step(peer);
    return (Done){.messages = count, .seconds = seconds_since(first)};
}

static void send_one(Peer* peer) { send_message(peer->sockets[0], &peer->content, 0); }

static void receive_one(Peer* peer) {
    if (receive_message(peer->sockets[0], &peer->content, 0) == PROBE) fail("A message of one byte came, unexpected");
}

// Sends a message back to where it came from: a reply's one part, or a router's routing id and one part.
static void echo_one(Peer* peer) {
    zmq_msg_t message[2];
    const size_t parts = peer->role->type == ZMQ_ROUTER ? 2 : 1;
    for (size_t index = 0; index < parts; index++) {
        zmq_msg_init(&message[index]);
        TRY(zmq_msg_recv(&message[index], peer->sockets[0], 0), "zmq_msg_recv");
    }
    if (zmq_msg_more(&message[parts - 1])) fail("A message of several parts came to be sent back");
    for (size_t index = 0; index < parts; index++) {
        TRY(zmq_msg_send(&message[index], peer->sockets[0], index + 1 < parts ? ZMQ_SNDMORE : 0), "zmq_msg_send");
    }
}

static Done push(Peer* peer, uint64_t count) { return repeat(peer, count, send_one); }
static Done pull(Peer* peer, uint64_t count) { return repeat(peer, count, receive_one); }
static Done echo(Peer* peer, uint64_t count) { return repeat(peer, count, echo_one); }

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
    if (peer->content.size == 1) fail("A message of one byte cannot be told from a probe");
    send_message(peer->sockets[0], &(Content){.bytes = "p", .size = 1, .parts = 1}, 0);
    peer->probing = true;
}

// Both sides in one process, joined by inproc: `threads` sends on a thread of its own, `thread` takes turns.
static void open_both(Peer* peer) {
    const char* address = "inproc://messages";
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

// Ends the thread that waits in libzmq.
static void close_waiter(Peer* peer) {
    zmq_ctx_shutdown(peer->context);
    pthread_join(peer->waiter, NULL);
}

// A stream beside round trips: each on a socket and a thread of its own, as libzmq asks.
static void* receive_stream(void* argument) {
    Peer* peer = argument;
    zmq_msg_t message;
    zmq_msg_init(&message);
    for (;;) {
        if (zmq_msg_recv(&message, peer->sockets[1], 0) < 0) {
            if (zmq_errno() == EINTR) continue;
            if (zmq_errno() == ETERM) break;
            FAIL_ZMQ("zmq_msg_recv");
        }
        const size_t size = zmq_msg_size(&message);
        if (size != peer->content.size) fail("A message of the stream has %zu bytes", size);
        peer->streamed++;
    }
    zmq_msg_close(&message);
    return NULL;
}

static void open_reply_beside_stream(Peer* peer) {
    if (peer->bind == NULL) fail("A reply beside a stream needs an address to bind to");
    char requests[sizeof peer->address / 2];
    char stream[sizeof peer->address / 2];
    peer_bind_socket(peer_socket(peer, ZMQ_REP), peer->bind, requests, sizeof requests);
    peer_bind_socket(peer_socket(peer, ZMQ_PULL), peer->bind, stream, sizeof stream);
    snprintf(peer->address, sizeof peer->address, "%s,%s", requests, stream);
    if (pthread_create(&peer->waiter, NULL, receive_stream, peer) != 0) fail("There is no thread to receive on");
}

static Done reply_beside_stream(Peer* peer, uint64_t count) {
    const uint64_t before = peer->streamed;
    Done done = repeat(peer, count, echo_one);
    done.streamed = peer->streamed - before;
    done.beside_stream = true;
    return done;
}

static void open_request_beside_stream(Peer* peer) {
    peer_socket(peer, ZMQ_REQ);
    peer_socket(peer, ZMQ_PUSH);
}

static void connect_both(Peer* peer, char* addresses) {
    char* comma = strchr(addresses, ',');
    if (comma == NULL) fail("There is no second address in %s", addresses);
    *comma = '\0';
    TRY(zmq_connect(peer->sockets[0], addresses), addresses);
    TRY(zmq_connect(peer->sockets[1], comma + 1), comma + 1);
}

// As many messages as should have been sent by now, each millisecond. What the other side does not take waits.
static void* send_stream(void* argument) {
    Peer* peer = argument;
    const uint64_t start = nanoseconds_now();
    uint64_t sent = 0;
    while (peer->streaming) {
        const uint64_t due = (uint64_t)(seconds_since(start) * (double)peer->pace);
        while (sent < due && peer->streaming && send_message(peer->sockets[1], &peer->content, ZMQ_DONTWAIT)) sent++;
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
    return NULL;
}

static Done request_beside_stream(Peer* peer, uint64_t count) {
    peer->streaming = true;
    if (pthread_create(&peer->waiter, NULL, send_stream, peer) != 0) fail("There is no thread to send on");
    const Done done = request(peer, count);
    peer->streaming = false;
    pthread_join(peer->waiter, NULL);
    return done;
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

static Done deal(Peer* peer, uint64_t count) {
    const uint64_t under_way = count < peer->window ? count : peer->window;
    for (uint64_t sent = 0; sent < under_way; sent++) {
        const size_t index = sent % peer->socket_count;
        send_message(peer->sockets[index], &peer->content, 0);
        peer->left[index]++;
    }
    peer->to_send = count - under_way;
    return receive_all(peer, count);
}

// Runs on a thread of its own, until the context is shut down.
static void* wait_for_nothing(void* argument) {
    const Peer* peer = argument;
    zmq_pollitem_t* items = allocate(peer->socket_count, sizeof *items);
    for (size_t index = 0; index < peer->socket_count; index++) {
        items[index] = (zmq_pollitem_t){.socket = peer->sockets[index], .events = ZMQ_POLLIN};
    }
    do {
        if (zmq_poll(items, (int)peer->socket_count, -1) > 0) fail("A message came, and nobody sends");
    } while (zmq_errno() == EINTR);
    if (zmq_errno() != ETERM) fail("zmq_poll: %s", zmq_strerror(zmq_errno()));
    return NULL;
}

static void open_idle(Peer* peer) {
    SET(peer_socket(peer, ZMQ_ROUTER), ZMQ_BACKLOG, (int)peer->wanted_sockets);
    peer_bind(peer, peer->bind);
    while (peer->socket_count < peer->wanted_sockets) peer_socket(peer, ZMQ_DEALER);
    peer_connect(peer, 1, peer->address);
    if (pthread_create(&peer->waiter, NULL, wait_for_nothing, peer) != 0) fail("There is no thread to wait on");
}

// clang-format off
static const Role roles[] = {
    {.name = "push", .type = ZMQ_PUSH, .run = push},
    {.name = "pull", .type = ZMQ_PULL, .run = pull},
    {.name = "request", .type = ZMQ_REQ, .run = request},
    {.name = "reply", .type = ZMQ_REP, .run = echo},
    {.name = "publish", .type = ZMQ_PUB, .configure = configure_publisher, .run = publish, .probe = send_probe},
    {.name = "subscribe", .type = ZMQ_SUB, .configure = configure_subscriber, .open = open_many, .run = subscribe,
     .probe = await_probes},
    {.name = "router", .type = ZMQ_ROUTER, .configure = configure_router, .run = echo},
    {.name = "dealer", .type = ZMQ_DEALER, .configure = configure_dealer, .open = open_many, .run = deal},
    {.name = "threads", .open = open_both, .run = run_threads},
    {.name = "thread", .open = open_both, .run = run_thread},
    {.name = "reply-beside-stream", .open = open_reply_beside_stream, .run = reply_beside_stream, .close = close_waiter},
    {.name = "request-beside-stream", .open = open_request_beside_stream, .connect = connect_both,
     .run = request_beside_stream},
    {.name = "idle", .open = open_idle, .close = close_waiter},
};
// clang-format on

const Role* role_named(const char* name) {
    for (size_t index = 0; index < sizeof roles / sizeof *roles; index++) {
        if (strcmp(roles[index].name, name) == 0) return &roles[index];
    }
    fail("There is no role \"%s\"", name);
}
