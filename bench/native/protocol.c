#include "protocol.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

enum { LARGEST = 1 << 30, LONGEST = 1024 };

/// Arguments that are numbers have a least value; the others are texts.
typedef struct {
    const char* name;
    size_t offset;
    bool is_number;
    size_t least;
} Field;

static const Field fields[] = {
    {"role", offsetof(Specification, role), false, 0},
    {"style", offsetof(Specification, style), false, 0},
    {"bind", offsetof(Specification, bind), false, 0},
    {"size", offsetof(Specification, size), true, 0},
    {"parts", offsetof(Specification, parts), true, 1},
    {"sockets", offsetof(Specification, sockets), true, 1},
    {"window", offsetof(Specification, window), true, 1},
    {"security", offsetof(Specification, security), false, 0},
    {"serverPublicKey", offsetof(Specification, server_public_key), false, 0},
    {"serverSecretKey", offsetof(Specification, server_secret_key), false, 0},
    {"clientPublicKey", offsetof(Specification, client_public_key), false, 0},
    {"clientSecretKey", offsetof(Specification, client_secret_key), false, 0},
};

bool parse_number(const char* text, uint64_t* number) {
    if (!isdigit((unsigned char)*text)) return false;
    char* end = NULL;
    errno = 0;
    *number = strtoull(text, &end, 10);
    return errno == 0 && *end == '\0';
}

static void set(Specification* specification, const char* name, const char* value) {
    const Field* field = fields;
    const Field* end = fields + sizeof fields / sizeof *fields;
    while (field < end && strcmp(name, field->name) != 0) field++;
    if (field == end) fail("There is no argument \"%s\"", name);
    char* target = (char*)specification + field->offset;
    if (!field->is_number) {
        memcpy(target, &value, sizeof value);
        return;
    }
    uint64_t number = 0;
    if (!parse_number(value, &number) || number < field->least || number > LARGEST) {
        fail("%s must be an integer from %zu to %d, not \"%s\"", name, field->least, LARGEST, value);
    }
    const size_t size = (size_t)number;
    memcpy(target, &size, sizeof size);
}

Specification specification_parse(int count, char** arguments) {
    Specification parsed = {.security = "none", .size = SIZE_MAX, .parts = 1, .sockets = 1, .window = 1000};
    for (int index = 1; index < count; index++) {
        char* name = arguments[index];
        char* value = strchr(name, '=');
        if (value == NULL) fail("An argument is name=value, not \"%s\"", name);
        *value++ = '\0';
        set(&parsed, name, value);
    }
    if (parsed.role == NULL || parsed.style == NULL || parsed.size == SIZE_MAX) {
        fail("role, style and size must be given");
    }
    parsed.transfer = strcmp(parsed.style, "transfer") == 0;
    // `sync` and `each` are one: libzmq's calls block.
    if (!parsed.transfer && strcmp(parsed.style, "each") != 0 && strcmp(parsed.style, "sync") != 0) {
        fail("style must be each, sync or transfer here, not \"%s\"", parsed.style);
    }
    parsed.curve = strcmp(parsed.security, "curve") == 0;
    if (!parsed.curve && strcmp(parsed.security, "none") != 0) {
        fail("security must be none or curve, not \"%s\"", parsed.security);
    }
    return parsed;
}

bool command_read(Command* command) {
    static char* line = NULL;
    static size_t room = 0;
    // Else lines could wait in a buffer, where poll() does not see them.
    setvbuf(stdin, NULL, _IONBF, 0);
    if (getline(&line, &room, stdin) < 0) return false;
    line[strcspn(line, "\r\n")] = '\0';
    char* space = strchr(line, ' ');
    command->argument = space == NULL ? "" : space + 1;
    if (space != NULL) *space = '\0';
    command->name = line;
    return true;
}

bool command_comes(int milliseconds) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, milliseconds) > 0;
}

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

static void end_answer(void) {
    printf("}\n");
    fflush(stdout);
}

void answer_ready(const char* address, const char* version) {
    printf("{\"ready\":true,\"version\":");
    print_quoted(version);
    if (*address != '\0') {
        printf(",\"address\":");
        print_quoted(address);
    }
    end_answer();
}

void answer_true(const char* name) {
    printf("{\"%s\":true", name);
    end_answer();
}

void answer_done(const Done* done) {
    printf("{\"done\":true,\"messages\":%" PRIu64 ",\"seconds\":%.9f", done->messages, done->seconds);
    if (done->timed) {
        const Latency* latency = &done->latency;
        printf(",\"latency\":{\"min\":%.3f,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}", latency->min,
               latency->p50, latency->p99, latency->p999, latency->max);
    }
    end_answer();
}

void answer_usage(const Usage* usage) {
    printf("{\"cpu\":%" PRIu64 ",\"rss\":%" PRIu64 ",\"peakRss\":%" PRIu64, usage->cpu, usage->rss, usage->peak_rss);
    end_answer();
}

static _Noreturn void end_with(const char* format, va_list values, const char* reason) {
    char error[LONGEST];
    const int length = vsnprintf(error, sizeof error, format, values);
    if (reason != NULL && length >= 0 && length < LONGEST) {
        snprintf(error + length, sizeof error - (size_t)length, ": %s", reason);
    }
    printf("{\"error\":");
    print_quoted(error);
    end_answer();
    // Other threads may be blocked in libzmq, which exit() would tear down under them.
    _Exit(EXIT_FAILURE);
}

void fail(const char* format, ...) {
    va_list values;
    va_start(values, format);
    end_with(format, values, NULL);
}

void fail_zmq(const char* format, ...) {
    const char* reason = zmq_strerror(zmq_errno());
    va_list values;
    va_start(values, format);
    end_with(format, values, reason);
}
