#include "usage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "answer.h"

static uint64_t microseconds(struct timeval time) { return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec; }

#ifdef __linux__

static uint64_t kilobytes(const char* line, const char* name) {
    const size_t length = strlen(name);
    return strncmp(line, name, length) == 0 ? strtoull(line + length, NULL, 10) * 1024 : 0;
}

static void read_memory(Usage* usage) {
    FILE* file = fopen("/proc/self/status", "r");
    if (file == NULL) fail("/proc/self/status cannot be read");
    char line[256];
    while (fgets(line, sizeof line, file) != NULL) {
        usage->rss += kilobytes(line, "VmRSS:");
        usage->peak_rss += kilobytes(line, "VmHWM:");
    }
    fclose(file);
}

#else

// Only the peak can be asked for; it stands for both.
static void read_memory(Usage* usage) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
#ifdef __APPLE__
    const uint64_t unit = 1;
#else
    const uint64_t unit = 1024;
#endif
    usage->rss = usage->peak_rss = (uint64_t)used.ru_maxrss * unit;
}

#endif

Usage usage_now(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    Usage usage = {.cpu = microseconds(used.ru_utime) + microseconds(used.ru_stime)};
    read_memory(&usage);
    return usage;
}
