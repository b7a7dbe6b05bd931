// The peer: it opens its sockets, and does what the commands say.
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "peer.h"

// A socket has a signaler and a connection; where both ends are in the process, there is the other connection too.
enum { DESCRIPTORS_A_SOCKET = 3, DESCRIPTORS_BESIDE = 64, ENOUGH_DESCRIPTORS = 1 << 16 };
// Beside the peer's own: one that libzmq keeps to itself, and room to spare.
enum { SPARE_SOCKETS = 16 };

/// The value of the argument `name=value`.
static const char* text(char** arguments, const char* name, const char* otherwise) {
    const size_t length = strlen(name);
    for (; *arguments != NULL; arguments++) {
        if (strncmp(*arguments, name, length) == 0 && (*arguments)[length] == '=') return *arguments + length + 1;
    }
    return otherwise;
}

static size_t number(char** arguments, const char* name, size_t otherwise) {
    const char* value = text(arguments, name, NULL);
    return value == NULL ? otherwise : strtoul(value, NULL, 10);
}

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
    TRY(zmq_setsockopt(socket, option, key, strlen(key)), name);
}

// The side that binds is the server.
static void secure(const Peer* peer, void* socket) {
    if (peer->bind != NULL && peer->server_secret_key != NULL) {
        SET(socket, ZMQ_CURVE_SERVER, 1);
        set_key(socket, ZMQ_CURVE_SECRETKEY, "serverSecretKey", peer->server_secret_key);
    } else if (peer->bind == NULL && peer->server_public_key != NULL) {
        set_key(socket, ZMQ_CURVE_SERVERKEY, "serverPublicKey", peer->server_public_key);
        set_key(socket, ZMQ_CURVE_PUBLICKEY, "clientPublicKey", peer->client_public_key);
        set_key(socket, ZMQ_CURVE_SECRETKEY, "clientSecretKey", peer->client_secret_key);
    }
}

void* peer_socket(Peer* peer, int type) {
    void* socket = zmq_socket(peer->context, type);
    if (socket == NULL) FAIL_ZMQ("zmq_socket");
    secure(peer, socket);
    if (peer->role->configure != NULL) peer->role->configure(socket);
    return peer->sockets[peer->socket_count++] = socket;
}

void peer_bind_socket(void* socket, const char* address, char* bound, size_t size) {
    TRY(zmq_bind(socket, address), address);
    TRY(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, bound, &size), "ZMQ_LAST_ENDPOINT");
}

void peer_bind(Peer* peer, const char* address) {
    peer_bind_socket(peer->sockets[0], address, peer->address, sizeof peer->address);
}

void peer_connect(Peer* peer, size_t from, const char* address) {
    for (size_t index = from; index < peer->socket_count; index++) {
        TRY(zmq_connect(peer->sockets[index], address), address);
    }
}

static void peer_open(Peer* peer, char** arguments) {
    const size_t size = number(arguments, "size", 0);
    const char* style = text(arguments, "style", "each");
    if (strcmp(style, "each") != 0) fail("The style is each here, not \"%s\"", style);
    *peer = (Peer){
        .role = role_named(text(arguments, "role", "")),
        .bind = text(arguments, "bind", NULL),
        .server_public_key = text(arguments, "serverPublicKey", NULL),
        .server_secret_key = text(arguments, "serverSecretKey", NULL),
        .client_public_key = text(arguments, "clientPublicKey", NULL),
        .client_secret_key = text(arguments, "clientSecretKey", NULL),
        .wanted_sockets = number(arguments, "sockets", 1),
        .window = number(arguments, "window", 1000),
        .pace = number(arguments, "pace", 20000),
        .content = {memset(allocate(size, 1), 'z', size), size, number(arguments, "parts", 1)},
        .context = zmq_ctx_new(),
    };
    raise_descriptor_limit(peer->wanted_sockets);
    if (peer->context == NULL) FAIL_ZMQ("zmq_ctx_new");
    TRY(zmq_ctx_set(peer->context, ZMQ_MAX_SOCKETS, (int)peer->wanted_sockets + SPARE_SOCKETS), "ZMQ_MAX_SOCKETS");
    // No socket lingers.
    zmq_ctx_set(peer->context, ZMQ_BLOCKY, 0);
    peer->sockets = allocate(peer->wanted_sockets + 1, sizeof *peer->sockets);
    const bool joined = peer->role->type == 0;
    for (size_t index = 0; index < peer->wanted_sockets && !joined; index++) peer_socket(peer, peer->role->type);
    if (peer->role->open != NULL) peer->role->open(peer);
    if (peer->bind != NULL && !joined) peer_bind(peer, peer->bind);
}

static void peer_close(Peer* peer) {
    if (peer->role->close != NULL) peer->role->close(peer);
    for (size_t index = 0; index < peer->socket_count; index++) zmq_close(peer->sockets[index]);
    zmq_ctx_term(peer->context);
}

/// Waits for the next line of standard input, and sends probes meanwhile if that was asked for. False at its end.
static bool read_line(Peer* peer, char* line, int size) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    while (peer->probing && poll(&input, 1, 1) == 0) peer->role->probe(peer);
    return fgets(line, size, stdin) != NULL;
}

/// Whether there is more to do.
static bool execute(Peer* peer, const char* command, char* argument) {
    const Role* role = peer->role;
    if (strcmp(command, "exit") == 0) return false;
    if (strcmp(command, "connect") == 0) {
        if (role->connect != NULL) {
            role->connect(peer, argument);
        } else {
            peer_connect(peer, 0, argument);
        }
        answer_true("connected");
    } else if (strcmp(command, "probe") == 0 && role->probe != NULL) {
        role->probe(peer);
        answer_true("probed");
    } else if (strcmp(command, "run") == 0 && role->run != NULL) {
        const Done done = role->run(peer, strtoull(argument, NULL, 10));
        answer_done(&done);
    } else if (strcmp(command, "usage") == 0) {
        answer_usage();
    } else {
        fail("%s has no command \"%s\"", role->name, command);
    }
    return true;
}

int main(int count, char** arguments) {
    static Peer peer;
    peer_open(&peer, arguments + (count > 0));
    answer_ready(peer.address);
    // Else lines could wait in a buffer, where poll() does not see them.
    setvbuf(stdin, NULL, _IONBF, 0);
    char line[1024];
    bool goes_on = true;
    while (goes_on && read_line(&peer, line, sizeof line)) {
        line[strcspn(line, "\n")] = '\0';
        char* argument = line + strcspn(line, " ");
        if (*argument != '\0') *argument++ = '\0';
        goes_on = execute(&peer, line, argument);
    }
    peer_close(&peer);
    return 0;
}
