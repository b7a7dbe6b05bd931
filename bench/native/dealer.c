// The load for the routers of all drivers, so it is as cheap as it can be: it wakes up for the sockets alone that have
// something, and never waits to send.
#include <zmq.h>

#include "clock.h"
#include "role.h"

// Messages that one socket may have before the others' turn.
enum { TURN = 100 };

static void open_dealer(Peer* peer) {
    const Specification* specification = &peer->specification;
    if (specification->window < specification->sockets) {
        fail("A window of %zu messages leaves some of %zu sockets without one", specification->window,
             specification->sockets);
    }
    for (size_t index = 0; index < specification->sockets; index++) {
        void* socket = peer_socket(peer, ZMQ_DEALER);
        // The window bounds what is under way.
        set_option(socket, ZMQ_SNDHWM, "ZMQ_SNDHWM", 0);
        set_option(socket, ZMQ_RCVHWM, "ZMQ_RCVHWM", 0);
    }
    peer->state = readiness_open(peer->sockets, peer->socket_count);
}

static void close_dealer(Peer* peer) { readiness_close(peer->state); }

typedef struct {
    uint64_t count, sent, returned, first;
} Progress;

static void count_message(Progress* progress) {
    if (progress->returned == 0) progress->first = nanoseconds_now();
    progress->returned++;
}

// The receive that ends a turn early is its last call on the socket, as readiness_next() asks.
static void take_turn(Peer* peer, size_t index, Progress* progress) {
    void* socket = peer->sockets[index];
    for (int turn = 0; turn < TURN; turn++) {
        const Received received = receive_message(socket, &peer->content, ZMQ_DONTWAIT);
        if (received == NOTHING) return;
        if (received == PROBE) fail("A message came back that was not sent");
        count_message(progress);
        if (progress->sent == progress->count) continue;
        send_message(socket, &peer->content, 0);
        progress->sent++;
    }
    readiness_again(peer->state, index);
}

static void fill_window(Peer* peer, Progress* progress) {
    const uint64_t window = peer->specification.window;
    const uint64_t most = progress->count < window ? progress->count : window;
    for (; progress->sent < most; progress->sent++) {
        send_message(peer->sockets[progress->sent % peer->socket_count], &peer->content, 0);
    }
    readiness_again_all(peer->state);
}

static Done deal(Peer* peer, uint64_t count) {
    Progress progress = {.count = count};
    fill_window(peer, &progress);
    while (progress.returned < count) take_turn(peer, readiness_next(peer->state), &progress);
    return (Done){.messages = count, .seconds = seconds_since(progress.first)};
}

const Role dealer_role = {.name = "dealer", .many = true, .open = open_dealer, .run = deal, .close = close_dealer};
