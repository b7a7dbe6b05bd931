#include "latency.h"

#include <stdlib.h>

static int compare(const void* left, const void* right) {
    const uint64_t a = *(const uint64_t*)left;
    const uint64_t b = *(const uint64_t*)right;
    return (a > b) - (a < b);
}

static double percentile(const uint64_t* sorted, size_t count, size_t per_mille) {
    const size_t rank = (count * per_mille + 999) / 1000;
    return (double)sorted[rank - 1] / 1e3;
}

Latency latency_of(uint64_t* samples, size_t count) {
    qsort(samples, count, sizeof *samples, compare);
    return (Latency){.min = (double)samples[0] / 1e3,
                     .p50 = percentile(samples, count, 500),
                     .p99 = percentile(samples, count, 990),
                     .p999 = percentile(samples, count, 999),
                     .max = (double)samples[count - 1] / 1e3};
}
