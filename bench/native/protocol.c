// How the harness and a peer talk, in the words of bench/protocol.ts.
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "peer.h"

enum { LARGEST = 1 << 30, LONGEST = 1024 };

/// Arguments that are numbers have a least value; the others are texts.
typedef struct {
    const char* name;
    size_t offset;
    bool is_number;
    size_t least;
} Field;

#define TEXT(name, member) \
    { name, offsetof(Specification, member), false, 0 }
#define NUMBER(name, member, least) \
    { name, offsetof(Specification, member), true, least }
static const Field fields[] = {
    TEXT("role", role),
    TEXT("style", style),
    TEXT("bind", bind),
    NUMBER("size", size, 0),
    NUMBER("parts", parts, 1),
    NUMBER("sockets", sockets, 1),
    NUMBER("window", window, 1),
    TEXT("security", security),
    TEXT("serverPublicKey", server_public_key),
    TEXT("serverSecretKey", server_secret_key),
    TEXT("clientPublicKey", client_public_key),
    TEXT("clientSecretKey", client_secret_key),
};

void* allocate(size_t count, size_t size) {
    void* block = calloc(count > 0 ? count : 1, size);
    if (block == NULL) fail("There is no memory for %zu times %zu bytes", count, size);
    return block;
}

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

bool command_read(const char** name, const char** argument) {
    static char* line = NULL;
    static size_t room = 0;
    // Else lines could wait in a buffer, where poll() does not see them.
    setvbuf(stdin, NULL, _IONBF, 0);
    if (getline(&line, &room, stdin) < 0) return false;
    line[strcspn(line, "\r\n")] = '\0';
    char* space = strchr(line, ' ');
    *argument = space == NULL ? "" : space + 1;
    if (space != NULL) *space = '\0';
    *name = line;
    return true;
}

bool command_comes(int milliseconds) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, milliseconds) > 0;
}

static void print_text(const char* name, const char* text) {
    printf("\"%s\":\"", name);
    for (; *text != '\0'; text++) {
        const unsigned char byte = (unsigned char)*text;
        printf(byte == '"' || byte == '\\' ? "\\%c" : byte < ' ' ? "\\u%04x" : "%c", byte);
    }
    putchar('"');
}

static void end_answer(void) {
    printf("}\n");
    fflush(stdout);
}

void answer_ready(const char* address, const char* version) {
    printf("{\"ready\":true,");
    print_text("version", version);
    if (*address != '\0') {
        putchar(',');
        print_text("address", address);
    }
    end_answer();
}

void answer_true(const char* name) {
    printf("{\"%s\":true", name);
    end_answer();
}

static int compare(const void* left, const void* right) {
    const uint64_t a = *(const uint64_t*)left;
    const uint64_t b = *(const uint64_t*)right;
    return (a > b) - (a < b);
}

// Exact, by the nearest rank, in microseconds.
static double percentile(const Done* done, uint64_t per_mille) {
    const uint64_t rank = (done->messages * per_mille + 999) / 1000;
    return (double)done->samples[rank > 0 ? rank - 1 : 0] / 1e3;
}

void answer_done(const Done* done) {
    printf("{\"done\":true,\"messages\":%" PRIu64 ",\"seconds\":%.9f", done->messages, done->seconds);
    if (done->samples != NULL) {
        qsort(done->samples, done->messages, sizeof *done->samples, compare);
        printf(",\"latency\":{\"min\":%.3f,\"p50\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}", percentile(done, 0),
               percentile(done, 500), percentile(done, 990), percentile(done, 999), percentile(done, 1000));
    }
    end_answer();
}

static uint64_t microseconds(struct timeval time) { return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec; }

void answer_usage(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    // Elsewhere than on Linux only the peak can be asked for; it stands for both.
    uint64_t peak = (uint64_t)used.ru_maxrss;
#if !defined(__APPLE__)
    peak *= 1024;  // in KiB there
#endif
    uint64_t rss = peak;
#ifdef __linux__
    // Not ru_maxrss, which begins with what the harness had when it started this process.
    FILE* file = fopen("/proc/self/status", "r");
    if (file == NULL) fail("/proc/self/status cannot be read");
    char line[256];
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "VmRSS:", 6) == 0) rss = strtoull(line + 6, NULL, 10) * 1024;
        if (strncmp(line, "VmHWM:", 6) == 0) peak = strtoull(line + 6, NULL, 10) * 1024;
    }
    fclose(file);
#endif
    const uint64_t cpu = microseconds(used.ru_utime) + microseconds(used.ru_stime);
    printf("{\"cpu\":%" PRIu64 ",\"rss\":%" PRIu64 ",\"peakRss\":%" PRIu64, cpu, rss, peak);
    end_answer();
}

static _Noreturn void end_with(const char* format, va_list values, const char* reason) {
    char error[LONGEST];
    const int length = vsnprintf(error, sizeof error, format, values);
    if (reason != NULL && length >= 0 && length < LONGEST) {
        snprintf(error + length, sizeof error - (size_t)length, ": %s", reason);
    }
    putchar('{');
    print_text("error", error);
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
