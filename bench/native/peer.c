#include "peer.h"

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

// Beside the peer's own: one that libzmq keeps to itself, and room to spare.
enum { SPARE_SOCKETS = 16 };

static const Role* role_named(const char* name) {
    static const Role* const roles[] = {&push_role,    &pull_role,      &request_role, &reply_role,
                                        &publish_role, &subscribe_role, &router_role,  &dealer_role,
                                        &threads_role, &thread_role,    &idle_role,    NULL};
    for (const Role* const* role = roles; *role != NULL; role++) {
        if (strcmp((*role)->name, name) == 0) return *role;
    }
    fail("There is no role \"%s\"", name);
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

static Content make_content(const Specification* specification) {
    const Content content = {.bytes = allocate(specification->size, 1),
                             .size = specification->size,
                             .parts = specification->parts,
                             .transfer = specification->transfer};
    memset(content.bytes, 'z', content.size);
    return content;
}

void peer_open(Peer* peer, const Specification* specification) {
    const Role* role = role_named(specification->role);
    *peer = (Peer){.specification = *specification, .role = role};
    check_specification(specification, role);
    raise_descriptor_limit(specification->sockets);
    peer->content = make_content(specification);
    peer->context = zmq_ctx_new();
    if (peer->context == NULL) fail_zmq("zmq_ctx_new");
    const int most = (int)specification->sockets + SPARE_SOCKETS;
    if (zmq_ctx_set(peer->context, ZMQ_MAX_SOCKETS, most) != 0) fail_zmq("ZMQ_MAX_SOCKETS %d", most);
    // No socket lingers.
    zmq_ctx_set(peer->context, ZMQ_BLOCKY, 0);
    peer->sockets = allocate(specification->sockets + 1, sizeof *peer->sockets);
    for (size_t index = 0; index < specification->sockets && !role->joined; index++) peer_socket(peer, role->type);
    if (role->open != NULL) role->open(peer);
    if (specification->bind != NULL && !role->joined) peer_bind(peer, specification->bind);
}

void peer_bind(Peer* peer, const char* address) {
    if (zmq_bind(peer->sockets[0], address) != 0) fail_zmq("zmq_bind %s", address);
    size_t size = sizeof peer->address;
    if (zmq_getsockopt(peer->sockets[0], ZMQ_LAST_ENDPOINT, peer->address, &size) != 0) fail_zmq("ZMQ_LAST_ENDPOINT");
    peer->connected = true;
}

void peer_connect(Peer* peer, size_t from, const char* address) {
    for (size_t index = from; index < peer->socket_count; index++) {
        if (zmq_connect(peer->sockets[index], address) != 0) fail_zmq("zmq_connect %s", address);
    }
    peer->connected = true;
}

void peer_close(Peer* peer) {
    if (peer->role->close != NULL) peer->role->close(peer);
    if (peer->readiness != NULL) readiness_close(peer->readiness);
    for (size_t index = 0; index < peer->socket_count; index++) zmq_close(peer->sockets[index]);
    zmq_ctx_term(peer->context);
    free(peer->state);
    free(peer->sockets);
    free(peer->content.bytes);
}

void set_option(void* socket, int option, const char* name, int value) {
    if (zmq_setsockopt(socket, option, &value, sizeof value) != 0) fail_zmq("%s %d", name, value);
}

static void set_key(void* socket, int option, const char* name, const char* key) {
    if (key == NULL) fail("CURVE needs %s", name);
    if (zmq_setsockopt(socket, option, key, strlen(key)) != 0) fail_zmq("%s \"%s\"", name, key);
}

// The side that binds is the server.
static void secure(void* socket, const Specification* specification) {
    if (specification->bind != NULL) {
        set_option(socket, ZMQ_CURVE_SERVER, "ZMQ_CURVE_SERVER", 1);
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
    peer->sockets[peer->socket_count++] = socket;
    return socket;
}
