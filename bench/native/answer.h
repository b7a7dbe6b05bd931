// Lines of JSON on standard output; bench/protocol.ts says what is in them.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "latency.h"
#include "usage.h"

typedef struct {
    uint64_t messages;
    double seconds;
    bool timed;
    Latency latency;
} Done;

void answer_ready(const char* address, const char* version);
void answer_connected(void);
void answer_probed(void);
void answer_done(const Done* done);
void answer_usage(const Usage* usage);

/// Answers with an error and ends the process with status 1, from whatever thread.
_Noreturn void fail(const char* format, ...) __attribute__((format(printf, 1, 2)));

/// The same for a function of libzmq: what was tried, and why it failed.
_Noreturn void fail_zmq(const char* format, ...) __attribute__((format(printf, 1, 2)));
