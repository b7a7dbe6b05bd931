#pragma once

#include <stddef.h>
#include <stdint.h>

/// In microseconds.
typedef struct {
    double min, p50, p99, p999, max;
} Latency;

/// Exact, by the nearest rank. Sorts the samples, which are in nanoseconds.
Latency latency_of(uint64_t* samples, size_t count);
