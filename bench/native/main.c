// libzmq in plain C: the limit that bindings are measured against. bench/protocol.ts says what a peer understands.
#include <stdio.h>
#include <string.h>
#include <zmq.h>

#include "peer.h"

static const char* version(void) {
    static char text[256];
    int major = 0;
    int minor = 0;
    int patch = 0;
    zmq_version(&major, &minor, &patch);
    snprintf(text, sizeof text, "libzmq %d.%d.%d, %s", major, minor, patch, LIBZMQ_PEER_BUILD);
    return text;
}

static void connect_to(Peer* peer, const char* address) {
    if (*peer->address != '\0') fail("The peer is bound to %s, and connects to nothing", peer->address);
    peer_connect(peer, 0, address);
    answer_true("connected");
}

static void probe(Peer* peer) {
    if (peer->role->probe == NULL) fail("%s knows no probes", peer->role->name);
    if (!peer->connected) fail("A probe needs a connection");
    peer->role->probe(peer);
    answer_true("probed");
}

static void run(Peer* peer, const char* argument) {
    // A larger number of messages would not fit into any machine's time.
    const uint64_t most = UINT32_MAX;
    uint64_t count = 0;
    if (peer->role->run == NULL) fail("%s runs nothing", peer->role->name);
    if (!parse_number(argument, &count) || count == 0 || count > most) {
        fail("run takes a count of messages, not \"%s\"", argument);
    }
    if (!peer->connected) fail("A run needs a connection");
    const Done done = peer->role->run(peer, count);
    answer_done(&done);
}

static void usage(void) {
    const Usage usage = usage_now();
    answer_usage(&usage);
}

/// Whether there is more to do.
static bool execute(Peer* peer, const Command* command) {
    if (strcmp(command->name, "exit") == 0) return false;
    if (strcmp(command->name, "connect") == 0) {
        connect_to(peer, command->argument);
    } else if (strcmp(command->name, "probe") == 0) {
        probe(peer);
    } else if (strcmp(command->name, "run") == 0) {
        run(peer, command->argument);
    } else if (strcmp(command->name, "usage") == 0) {
        usage();
    } else {
        fail("There is no command \"%s\"", command->name);
    }
    return true;
}

int main(int count, char** arguments) {
    const Specification specification = specification_parse(count, arguments);
    Peer peer;
    peer_open(&peer, &specification);
    answer_ready(peer.address, version());
    Command command;
    do {
        while (peer.probing && !command_comes(1)) peer.role->probe(&peer);
    } while (command_read(&command) && execute(&peer, &command));
    peer_close(&peer);
    return 0;
}
