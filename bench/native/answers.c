// What a peer answers, in the words of bench/protocol.ts.
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "peer.h"

void* allocate(size_t count, size_t size) {
    void* block = calloc(count > 0 ? count : 1, size);
    if (block == NULL) fail("There is no memory for %zu times %zu bytes", count, size);
    return block;
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

void answer_ready(const char* address) {
    char version[256];
    int number[3];
    zmq_version(&number[0], &number[1], &number[2]);
    snprintf(version, sizeof version, "libzmq %d.%d.%d, %s", number[0], number[1], number[2], LIBZMQ_PEER_BUILD);
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
    if (done->beside_stream) printf(",\"streamed\":%" PRIu64, done->streamed);
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
    const uint64_t cpu = microseconds(used.ru_utime) + microseconds(used.ru_stime);
#ifdef __linux__
    // Not ru_maxrss, which begins with what the harness had when it started this process.
    uint64_t rss = 0;
    uint64_t peak = 0;
    char line[256];
    FILE* file = fopen("/proc/self/status", "r");
    if (file == NULL) fail("/proc/self/status cannot be read");
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "VmRSS:", 6) == 0) rss = strtoull(line + 6, NULL, 10) * 1024;
        if (strncmp(line, "VmHWM:", 6) == 0) peak = strtoull(line + 6, NULL, 10) * 1024;
    }
    fclose(file);
#else
    // Only the peak can be asked for; it stands for both. In bytes on macOS, elsewhere in KiB.
#ifdef __APPLE__
    const uint64_t peak = (uint64_t)used.ru_maxrss;
#else
    const uint64_t peak = (uint64_t)used.ru_maxrss * 1024;
#endif
    const uint64_t rss = peak;
#endif
    printf("{\"cpu\":%" PRIu64 ",\"rss\":%" PRIu64 ",\"peakRss\":%" PRIu64, cpu, rss, peak);
    end_answer();
}

void fail(const char* format, ...) {
    char error[1024];
    va_list values;
    va_start(values, format);
    vsnprintf(error, sizeof error, format, values);
    va_end(values);
    putchar('{');
    print_text("error", error);
    end_answer();
    // Other threads may be blocked in libzmq, which exit() would tear down under them.
    _Exit(EXIT_FAILURE);
}
