// Time, memory and limits of the operating system.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <time.h>

static inline uint64_t nanoseconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static inline double seconds_since(uint64_t start) { return (double)(nanoseconds_now() - start) / 1e9; }

/// Zeroed memory. Fails if there is not enough.
void* allocate(size_t count, size_t size);

/// Raises the limit of open descriptors as far as it goes. Fails where it is too low for that many sockets.
void raise_descriptor_limit(size_t sockets);

/// Of the whole process since it began: CPU time of all its threads in microseconds, memory in bytes.
typedef struct {
    uint64_t cpu, rss, peak_rss;
} Usage;

Usage usage_now(void);
