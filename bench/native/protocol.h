// How the harness and a peer talk: arguments, commands and answers, in the words of bench/protocol.ts.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "system.h"

/// From the arguments that the peer is started with, `name=value`.
typedef struct {
    const char *role, *style;
    /// NULL for a peer that connects.
    const char* bind;
    const char *security, *server_public_key, *server_secret_key, *client_public_key, *client_secret_key;
    size_t size, parts, sockets, window;
    bool transfer, curve;
} Specification;

/// Fails on what it does not know, on a value that is wrong, and without role, style or size.
Specification specification_parse(int count, char** arguments);

/// Whether the text is a decimal integer and nothing else.
bool parse_number(const char* text, uint64_t* number);

/// A line of standard input.
typedef struct {
    const char* name;
    /// The text after the name and a space; may be empty.
    const char* argument;
} Command;

/// Waits for the next command, which is good until the one after it. At the end of the input: false.
bool command_read(Command* command);

/// Whether a command, or the end of the input, comes within some milliseconds.
bool command_comes(int milliseconds);

/// In microseconds.
typedef struct {
    double min, p50, p99, p999, max;
} Latency;

typedef struct {
    uint64_t messages;
    double seconds;
    bool timed;
    Latency latency;
} Done;

/// Each answer is a line of JSON on standard output.
void answer_ready(const char* address, const char* version);
void answer_true(const char* name);
void answer_done(const Done* done);
void answer_usage(const Usage* usage);

/// Answers with an error and ends the process with status 1, from whatever thread.
_Noreturn void fail(const char* format, ...) __attribute__((format(printf, 1, 2)));

/// The same for a function of libzmq: what was tried, and why it failed.
_Noreturn void fail_zmq(const char* format, ...) __attribute__((format(printf, 1, 2)));
