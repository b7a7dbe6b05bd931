// Messages as a careful C program sends and receives them.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

/// All messages of a peer are alike: parts of one size, with the same bytes.
typedef struct {
    void* bytes;
    size_t size, parts;
    bool transfer;
} Content;

typedef enum { NOTHING, MESSAGE, PROBE } Received;

/// Sends one message. With ZMQ_DONTWAIT: whether it was taken.
bool send_message(void* socket, const Content* content, int flags);

/// Receives one message, and fails unless it has as many parts as expected, and each of them the size. With
/// ZMQ_DONTWAIT: NOTHING if there is no message. PROBE for one part of one byte where something else was expected.
Received receive_message(void* socket, const Content* expected, int flags);

/// Waits for one message, which must be as expected.
void receive_expected(void* socket, const Content* expected);

/// Send and receive one message after the other: the seconds from the first to the last.
double send_messages(void* socket, const Content* content, uint64_t count);
double receive_messages(void* socket, const Content* expected, uint64_t count);

/// Sends one message back to where it came from, as it is. Fails unless it has that many parts, an envelope included;
/// they must have been initialized, and are again.
void echo_message(void* socket, zmq_msg_t* parts, size_t count);
