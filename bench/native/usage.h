#pragma once

#include <stdint.h>

/// Of the whole process since it began: CPU time of all its threads in microseconds, memory in bytes.
typedef struct {
    uint64_t cpu, rss, peak_rss;
} Usage;

Usage usage_now(void);
