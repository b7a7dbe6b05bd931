#include "answer.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <zmq.h>

enum { LONGEST = 1024 };

static void print_quoted(const char* text) {
    putchar('"');
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        if (byte == '"' || byte == '\\') {
            printf("\\%c", byte);
        } else if (byte < ' ') {
            printf("\\u%04x", byte);
        } else {
            putchar(byte);
        }
    }
    putchar('"');
}

static void end_line(void) {
    putchar('\n');
    fflush(stdout);
}

void answer_ready(const char* address, const char* version) {
    printf("{\"ready\":true,");
    if (*address != '\0') {
        printf("\"address\":");
        print_quoted(address);
        putchar(',');
    }
    printf("\"version\":");
    print_quoted(version);
    putchar('}');
    end_line();
}

void answer_connected(void) {
    printf("{\"connected\":true}");
    end_line();
}

void answer_probed(void) {
    printf("{\"probed\":true}");
    end_line();
}

void answer_done(const Done* done) {
    printf("{\"done\":true,\"messages\":%" PRIu64 ",\"seconds\":%.9f", done->messages, done->seconds);
    if (done->timed) {
        const Latency* latency = &done->latency;
        printf(",\"latency\":{\"min\":%.3f,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}", latency->min,
               latency->p50, latency->p99, latency->p999, latency->max);
    }
    putchar('}');
    end_line();
}

void answer_usage(const Usage* usage) {
    printf("{\"cpu\":%" PRIu64 ",\"rss\":%" PRIu64 ",\"peakRss\":%" PRIu64 "}", usage->cpu, usage->rss,
           usage->peak_rss);
    end_line();
}

static _Noreturn void end_with(const char* error) {
    printf("{\"error\":");
    print_quoted(error);
    putchar('}');
    end_line();
    // Other threads may be blocked in libzmq, which exit() would tear down under them.
    _Exit(EXIT_FAILURE);
}

void fail(const char* format, ...) {
    char text[LONGEST];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    end_with(text);
}

void fail_zmq(const char* format, ...) {
    const char* reason = zmq_strerror(zmq_errno());
    char text[LONGEST];
    va_list values;
    va_start(values, format);
    const int length = vsnprintf(text, sizeof text, format, values);
    va_end(values);
    if (length >= 0 && length < LONGEST) snprintf(text + length, sizeof text - (size_t)length, ": %s", reason);
    end_with(text);
}
