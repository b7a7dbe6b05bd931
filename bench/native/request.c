#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "clock.h"
#include "memory.h"
#include "role.h"

static void open_request(Peer* peer) { peer_socket(peer, ZMQ_REQ); }

static void round_trip(Peer* peer) {
    send_message(peer->sockets[0], &peer->content, 0);
    receive_expected(peer->sockets[0], &peer->content);
}

static Done request(Peer* peer, uint64_t count) {
    uint64_t* samples = allocate(count, sizeof *samples);
    // The kernel brings the pages now, and not within the round trips.
    memset(samples, 0xff, count * sizeof *samples);
    const uint64_t start = nanoseconds_now();
    uint64_t before = start;
    for (uint64_t index = 0; index < count; index++) {
        round_trip(peer);
        const uint64_t now = nanoseconds_now();
        samples[index] = now - before;
        before = now;
    }
    const uint64_t first = start + samples[0];
    const Done done = {.messages = count,
                       .seconds = (double)(before - first) / 1e9,
                       .timed = true,
                       .latency = latency_of(samples, count)};
    free(samples);
    return done;
}

const Role request_role = {.name = "request", .open = open_request, .run = request};
