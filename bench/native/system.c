#include "system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "protocol.h"

// A socket has a signaler and a connection; where both ends are in the process, there is the other connection too.
enum { PER_SOCKET = 3, BESIDE = 64, ENOUGH = 1 << 16 };

void* allocate(size_t count, size_t size) {
    void* block = calloc(count > 0 ? count : 1, size);
    if (block == NULL) fail("There is no memory for %zu times %zu bytes", count, size);
    return block;
}

void raise_descriptor_limit(size_t sockets) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) fail("The limit of open descriptors cannot be read");
    const rlim_t most = limit.rlim_max < ENOUGH ? limit.rlim_max : ENOUGH;
    if (limit.rlim_cur < most) {
        limit.rlim_cur = most;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            fail("The limit of open descriptors cannot be raised to its maximum");
    }
    const size_t needed = PER_SOCKET * sockets + BESIDE;
    if (limit.rlim_cur < needed) {
        fail("%zu sockets take up to %zu descriptors, and only %llu may be open (ulimit -Hn)", sockets, needed,
             (unsigned long long)limit.rlim_cur);
    }
}

static uint64_t microseconds(struct timeval time) { return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_usec; }

Usage usage_now(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    Usage usage = {.cpu = microseconds(used.ru_utime) + microseconds(used.ru_stime)};
#ifdef __linux__
    // Not ru_maxrss, which begins with what the harness had when it started this process.
    FILE* file = fopen("/proc/self/status", "r");
    if (file == NULL) fail("/proc/self/status cannot be read");
    char line[256];
    while (fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "VmRSS:", 6) == 0) usage.rss = strtoull(line + 6, NULL, 10) * 1024;
        if (strncmp(line, "VmHWM:", 6) == 0) usage.peak_rss = strtoull(line + 6, NULL, 10) * 1024;
    }
    fclose(file);
#elif defined(__APPLE__)
    // Only the peak can be asked for; it stands for both. Here it is in bytes, elsewhere in KiB.
    usage.rss = usage.peak_rss = (uint64_t)used.ru_maxrss;
#else
    usage.rss = usage.peak_rss = (uint64_t)used.ru_maxrss * 1024;
#endif
    return usage;
}
