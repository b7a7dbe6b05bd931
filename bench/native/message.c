#include <stdlib.h>
#include <string.h>

#include "peer.h"

static void release(void* block, void* hint) {
    (void)hint;
    free(block);
}

// Either way the memory of a part is allocated for it, written once, and freed by libzmq: in a message that libzmq
// allocated, or in a block of the program's own that it hands over. What is compared is handing over itself, beside
// bindings that copy on one way and not on the other.
static void make_part(zmq_msg_t* part, const Content* content) {
    if (!content->transfer) {
        TRY(zmq_msg_init_size(part, content->size), "zmq_msg_init_size");
        memcpy(zmq_msg_data(part), content->bytes, content->size);
        return;
    }
    void* block = malloc(content->size > 0 ? content->size : 1);
    if (block == NULL) fail("There is no memory for a part");
    memcpy(block, content->bytes, content->size);
    TRY(zmq_msg_init_data(part, block, content->size, release, NULL), "zmq_msg_init_data");
}

bool send_message(void* socket, const Content* content, int flags) {
    for (size_t left = content->parts; left > 0; left--) {
        zmq_msg_t part;
        make_part(&part, content);
        if (zmq_msg_send(&part, socket, left > 1 ? flags | ZMQ_SNDMORE : flags) >= 0) continue;
        if (zmq_errno() != EAGAIN || left < content->parts) fail_zmq("zmq_msg_send");
        zmq_msg_close(&part);
        return false;
    }
    return true;
}

static _Noreturn void fail_shape(size_t parts, size_t size, const Content* expected) {
    fail("A message came with %zu parts or more, the last of %zu bytes, where %zu of %zu bytes were expected", parts,
         size, expected->parts, expected->size);
}

Received receive_message(void* socket, const Content* expected, int flags) {
    zmq_msg_t part;
    zmq_msg_init(&part);
    size_t parts = 0;
    bool more = true;
    Received received = MESSAGE;
    while (more) {
        if (zmq_msg_recv(&part, socket, flags) < 0) {
            if (zmq_errno() != EAGAIN) fail_zmq("zmq_msg_recv");
            received = NOTHING;
            break;
        }
        parts++;
        more = zmq_msg_more(&part) != 0;
        const size_t size = zmq_msg_size(&part);
        if (size == expected->size && more == (parts < expected->parts)) continue;
        if (size != 1 || parts > 1 || more) fail_shape(parts, size, expected);
        received = PROBE;
    }
    zmq_msg_close(&part);
    return received;
}

void receive_expected(void* socket, const Content* expected) {
    if (receive_message(socket, expected, 0) == PROBE) fail_shape(1, 1, expected);
}

void echo_message(void* socket, zmq_msg_t* parts, size_t count) {
    for (size_t index = 0; index < count; index++) {
        TRY(zmq_msg_recv(&parts[index], socket, 0), "zmq_msg_recv");
        const bool more = zmq_msg_more(&parts[index]) != 0;
        if (more == (index + 1 < count)) continue;
        fail("Part %zu of a message was%s the last, where %zu parts were expected", index + 1, more ? " not" : "",
             count);
    }
    for (size_t index = 0; index < count; index++) {
        TRY(zmq_msg_send(&parts[index], socket, index + 1 < count ? ZMQ_SNDMORE : 0), "zmq_msg_send");
    }
}
