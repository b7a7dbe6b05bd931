// The peer: it opens its sockets, and does what the commands say.
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "peer.h"

// A socket has a signaler and a connection; where both ends are in the process, there is the other connection too.
enum { DESCRIPTORS_A_SOCKET = 3, DESCRIPTORS_BESIDE = 64, ENOUGH_DESCRIPTORS = 1 << 16 };
// Beside the peer's own: one that libzmq keeps to itself, and room to spare.
enum { SPARE_SOCKETS = 16 };

static void raise_descriptor_limit(size_t sockets) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) fail("The limit of open descriptors cannot be read");
    const rlim_t most = limit.rlim_max < ENOUGH_DESCRIPTORS ? limit.rlim_max : ENOUGH_DESCRIPTORS;
    if (limit.rlim_cur < most) limit.rlim_cur = most;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) fail("The limit of open descriptors cannot be raised to its maximum");
    const size_t needed = DESCRIPTORS_A_SOCKET * sockets + DESCRIPTORS_BESIDE;
    if (limit.rlim_cur < needed) {
        fail("%zu sockets take up to %zu descriptors, and only %llu may be open (ulimit -Hn)", sockets, needed,
             (unsigned long long)limit.rlim_cur);
    }
}

static void set_key(void* socket, int option, const char* name, const char* key) {
    if (key == NULL) fail("CURVE needs %s", name);
    TRY(zmq_setsockopt(socket, option, key, strlen(key)), "%s \"%s\"", name, key);
}

// The side that binds is the server.
static void secure(void* socket, const Specification* specification) {
    if (specification->bind != NULL) {
        SET(socket, ZMQ_CURVE_SERVER, 1);
        set_key(socket, ZMQ_CURVE_SECRETKEY, "serverSecretKey", specification->server_secret_key);
    } else {
        set_key(socket, ZMQ_CURVE_SERVERKEY, "serverPublicKey", specification->server_public_key);
        set_key(socket, ZMQ_CURVE_PUBLICKEY, "clientPublicKey", specification->client_public_key);
        set_key(socket, ZMQ_CURVE_SECRETKEY, "clientSecretKey", specification->client_secret_key);
    }
}

void* peer_socket(Peer* peer, int type) {
    void* socket = zmq_socket(peer->context, type);
    if (socket == NULL) fail_zmq("zmq_socket");
    if (peer->specification.curve) secure(socket, &peer->specification);
    if (peer->role->configure != NULL) peer->role->configure(socket);
    return peer->sockets[peer->socket_count++] = socket;
}

void peer_bind(Peer* peer, const char* address) {
    size_t size = sizeof peer->address;
    TRY(zmq_bind(peer->sockets[0], address), "zmq_bind %s", address);
    TRY(zmq_getsockopt(peer->sockets[0], ZMQ_LAST_ENDPOINT, peer->address, &size), "ZMQ_LAST_ENDPOINT");
    peer->connected = true;
}

void peer_connect(Peer* peer, size_t from, const char* address) {
    for (size_t index = from; index < peer->socket_count; index++) {
        TRY(zmq_connect(peer->sockets[index], address), "zmq_connect %s", address);
    }
    peer->connected = true;
}

static void check_specification(const Specification* specification, const Role* role) {
    if (specification->sockets > 1) {
        if (!role->many) fail("%s has one socket, not %zu", role->name, specification->sockets);
        if (specification->bind != NULL && !role->joined) fail("Only one socket can be bound to an address");
    }
    if (role->joined && specification->curve) fail("%s has no security", role->name);
    if (role->probe != NULL && specification->size == 1 && specification->parts == 1) {
        fail("A message of one byte would be taken for a probe");
    }
}

static void peer_open(Peer* peer) {
    const Specification* given = &peer->specification;
    const Role* role = peer->role = role_named(given->role);
    check_specification(given, role);
    raise_descriptor_limit(given->sockets);
    void* bytes = memset(allocate(given->size, 1), 'z', given->size);
    peer->content = (Content){bytes, given->size, given->parts, given->transfer};
    peer->context = zmq_ctx_new();
    if (peer->context == NULL) fail_zmq("zmq_ctx_new");
    const int most = (int)given->sockets + SPARE_SOCKETS;
    TRY(zmq_ctx_set(peer->context, ZMQ_MAX_SOCKETS, most), "ZMQ_MAX_SOCKETS %d", most);
    // No socket lingers.
    zmq_ctx_set(peer->context, ZMQ_BLOCKY, 0);
    peer->sockets = allocate(given->sockets + 1, sizeof *peer->sockets);
    for (size_t index = 0; index < given->sockets && !role->joined; index++) peer_socket(peer, role->type);
    if (role->open != NULL) role->open(peer);
    if (given->bind != NULL && !role->joined) peer_bind(peer, given->bind);
}

static void peer_close(Peer* peer) {
    if (peer->role->close != NULL) peer->role->close(peer);
    for (size_t index = 0; index < peer->socket_count; index++) zmq_close(peer->sockets[index]);
    zmq_ctx_term(peer->context);
}

static void run(Peer* peer, const char* argument) {
    uint64_t count = 0;
    if (peer->role->run == NULL) fail("%s runs nothing", peer->role->name);
    // A larger number of messages would not fit into any machine's time.
    if (!parse_number(argument, &count) || count == 0 || count > UINT32_MAX) {
        fail("run takes a count of messages, not \"%s\"", argument);
    }
    if (!peer->connected) fail("A run needs a connection");
    const Done done = peer->role->run(peer, count);
    answer_done(&done);
}

/// Whether there is more to do.
static bool execute(Peer* peer, const char* command, const char* argument) {
    if (strcmp(command, "exit") == 0) return false;
    if (strcmp(command, "connect") == 0) {
        if (*peer->address != '\0') fail("The peer is bound to %s, and connects to nothing", peer->address);
        peer_connect(peer, 0, argument);
        answer_true("connected");
    } else if (strcmp(command, "probe") == 0) {
        if (peer->role->probe == NULL) fail("%s knows no probes", peer->role->name);
        if (!peer->connected) fail("A probe needs a connection");
        peer->role->probe(peer);
        answer_true("probed");
    } else if (strcmp(command, "run") == 0) {
        run(peer, argument);
    } else if (strcmp(command, "usage") == 0) {
        answer_usage();
    } else {
        fail("There is no command \"%s\"", command);
    }
    return true;
}

int main(int count, char** arguments) {
    static Peer peer;
    peer.specification = specification_parse(count, arguments);
    peer_open(&peer);
    char version[256];
    int number[3];
    zmq_version(&number[0], &number[1], &number[2]);
    snprintf(version, sizeof version, "libzmq %d.%d.%d, %s", number[0], number[1], number[2], LIBZMQ_PEER_BUILD);
    answer_ready(peer.address, version);
    const char *command, *argument;
    do {
        while (peer.probing && !command_comes(1)) peer.role->probe(&peer);
    } while (command_read(&command, &argument) && execute(&peer, command, argument));
    peer_close(&peer);
    return 0;
}
