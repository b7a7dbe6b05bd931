// Roles with one socket on each side, and those that are both sides in one process.
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "peer.h"

// BACKLOG: more connections come at once than the default of 100, and the kernel has those that it drops try again a
// second later. TURN: messages that are sent before they are received, on one thread.
enum { BACKLOG = 4096, TURN = 100 };

static Done push(Peer* peer, uint64_t count) {
    return (Done){.messages = count, .seconds = send_messages(peer->sockets[0], &peer->content, count)};
}

static Done pull(Peer* peer, uint64_t count) {
    return (Done){.messages = count, .seconds = receive_messages(peer->sockets[0], &peer->content, count)};
}

static int compare(const void* left, const void* right) {
    const uint64_t a = *(const uint64_t*)left;
    const uint64_t b = *(const uint64_t*)right;
    return (a > b) - (a < b);
}

static double percentile(const uint64_t* sorted, size_t count, size_t per_mille) {
    const size_t rank = (count * per_mille + 999) / 1000;
    return (double)sorted[rank - 1] / 1e3;
}

// Exact, by the nearest rank. Sorts the samples, which are in nanoseconds.
static Latency latency_of(uint64_t* samples, size_t count) {
    qsort(samples, count, sizeof *samples, compare);
    return (Latency){.min = (double)samples[0] / 1e3,
                     .p50 = percentile(samples, count, 500),
                     .p99 = percentile(samples, count, 990),
                     .p999 = percentile(samples, count, 999),
                     .max = (double)samples[count - 1] / 1e3};
}

static Done request(Peer* peer, uint64_t count) {
    uint64_t* samples = allocate(count, sizeof *samples);
    // The kernel brings the pages now, and not within the round trips.
    memset(samples, 0xff, count * sizeof *samples);
    const uint64_t start = nanoseconds_now();
    uint64_t before = start;
    for (uint64_t index = 0; index < count; index++) {
        send_message(peer->sockets[0], &peer->content, 0);
        receive_expected(peer->sockets[0], &peer->content);
        const uint64_t now = nanoseconds_now();
        samples[index] = now - before;
        before = now;
    }
    const double seconds = (double)(before - start - samples[0]) / 1e9;
    const Done done = {.messages = count, .seconds = seconds, .timed = true, .latency = latency_of(samples, count)};
    free(samples);
    return done;
}

static Done echo(Peer* peer, uint64_t count, size_t parts) {
    zmq_msg_t* message = allocate(parts, sizeof *message);
    for (size_t index = 0; index < parts; index++) zmq_msg_init(&message[index]);
    echo_message(peer->sockets[0], message, parts);
    const uint64_t first = nanoseconds_now();
    for (uint64_t echoed = 1; echoed < count; echoed++) echo_message(peer->sockets[0], message, parts);
    const Done done = {.messages = count, .seconds = seconds_since(first)};
    free(message);
    return done;
}

static Done reply(Peer* peer, uint64_t count) { return echo(peer, count, peer->content.parts); }

static Done route(Peer* peer, uint64_t count) {
    const size_t routing_id = 1;
    return echo(peer, count, routing_id + peer->content.parts);
}

static void configure_router(void* socket) {
    set_option(socket, ZMQ_BACKLOG, "ZMQ_BACKLOG", BACKLOG);
    // A router drops what it cannot send. Here it must not; it says so if it has to.
    set_option(socket, ZMQ_SNDHWM, "ZMQ_SNDHWM", 0);
    set_option(socket, ZMQ_ROUTER_MANDATORY, "ZMQ_ROUTER_MANDATORY", 1);
}

static void configure_publisher(void* socket) { set_option(socket, ZMQ_SNDHWM, "ZMQ_SNDHWM", 0); }

static Done publish(Peer* peer, uint64_t count) {
    peer->probing = false;
    return push(peer, count);
}

static void probe(Peer* peer) {
    static const Content content = {.bytes = "p", .size = 1, .parts = 1};
    send_message(peer->sockets[0], &content, 0);
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

typedef struct {
    Peer* peer;
    uint64_t count;
} Work;

// Runs on the sender's thread. The push socket is its own until it is joined.
static void* send_all(void* argument) {
    const Work* work = argument;
    send_messages(work->peer->sockets[1], &work->peer->content, work->count);
    return NULL;
}

static Done run_threads(Peer* peer, uint64_t count) {
    Work work = {.peer = peer, .count = count};
    pthread_t sender;
    if (pthread_create(&sender, NULL, send_all, &work) != 0) fail("There is no thread to send on");
    const Done done = pull(peer, count);
    pthread_join(sender, NULL);
    return done;
}

static Done run_thread(Peer* peer, uint64_t count) {
    uint64_t first = 0;
    for (uint64_t received = 0; received < count;) {
        const uint64_t left = count - received;
        uint64_t sent = 0;
        while (sent < left && sent < TURN && send_message(peer->sockets[1], &peer->content, ZMQ_DONTWAIT)) sent++;
        for (; sent > 0; sent--) {
            receive_expected(peer->sockets[0], &peer->content);
            if (received++ == 0) first = nanoseconds_now();
        }
    }
    return (Done){.messages = count, .seconds = seconds_since(first)};
}

const Role push_role = {.name = "push", .type = ZMQ_PUSH, .run = push};
const Role pull_role = {.name = "pull", .type = ZMQ_PULL, .run = pull};
const Role request_role = {.name = "request", .type = ZMQ_REQ, .run = request};
const Role reply_role = {.name = "reply", .type = ZMQ_REP, .run = reply};
const Role router_role = {.name = "router", .type = ZMQ_ROUTER, .configure = configure_router, .run = route};
const Role publish_role = {
    .name = "publish", .type = ZMQ_PUB, .configure = configure_publisher, .run = publish, .probe = probe};
const Role threads_role = {.name = "threads", .joined = true, .open = open_both, .run = run_threads};
const Role thread_role = {.name = "thread", .joined = true, .open = open_both, .run = run_thread};
