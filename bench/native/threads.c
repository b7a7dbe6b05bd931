// Both sides in one process, joined by inproc: `threads` sends on a thread of its own, `thread` takes turns.
#include <pthread.h>
#include <string.h>
#include <zmq.h>

#include "clock.h"
#include "role.h"

// Messages that are sent before they are received, on one thread.
enum { TURN = 100 };

static void open_pair(Peer* peer) {
    const char* address = peer->specification.bind != NULL ? peer->specification.bind : "inproc://messages";
    if (strncmp(address, "inproc://", 9) != 0) fail("%s is joined by inproc, not by %s", peer->role->name, address);
    peer_socket(peer, ZMQ_PULL);
    peer_bind(peer, address);
    void* push = peer_socket(peer, ZMQ_PUSH);
    if (zmq_connect(push, address) != 0) fail_zmq("zmq_connect %s", address);
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
    const double seconds = receive_messages(peer->sockets[0], &peer->content, count);
    pthread_join(sender, NULL);
    return (Done){.messages = count, .seconds = seconds};
}

static uint64_t send_turn(Peer* peer, uint64_t most) {
    uint64_t sent = 0;
    while (sent < most && send_message(peer->sockets[1], &peer->content, ZMQ_DONTWAIT)) sent++;
    return sent;
}

static Done run_thread(Peer* peer, uint64_t count) {
    uint64_t received = 0;
    uint64_t first = 0;
    while (received < count) {
        const uint64_t left = count - received;
        const uint64_t sent = send_turn(peer, left < TURN ? left : TURN);
        for (uint64_t turn = 0; turn < sent; turn++) {
            receive_expected(peer->sockets[0], &peer->content);
            if (received++ == 0) first = nanoseconds_now();
        }
    }
    return (Done){.messages = count, .seconds = seconds_since(first)};
}

const Role threads_role = {.name = "threads", .joined = true, .open = open_pair, .run = run_threads};
const Role thread_role = {.name = "thread", .joined = true, .open = open_pair, .run = run_thread};
