// Loaded before the C library (LD_PRELOAD): a clock that depends on nothing but how often it was read. Under valgrind a
// message takes many times longer than otherwise, by a factor that changes with the load of the machine. With the real
// clock, the fairness to the event loop and V8 would act on that, and instructions would differ from run to run.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdatomic.h>
#include <time.h>

// Fairness reads the clock once in 32 operations at most, which take about as long without valgrind.
enum { NANOSECONDS_A_READING = 10000, NANOSECONDS_A_SECOND = 1000000000 };

typedef int Clock(clockid_t, struct timespec*);

static _Atomic long long readings;

int clock_gettime(clockid_t clock, struct timespec* time) {
    static _Atomic(Clock*) libc;
    if (atomic_load(&libc) == NULL) atomic_store(&libc, (Clock*)dlsym(RTLD_NEXT, "clock_gettime"));
    if (clock != CLOCK_MONOTONIC && clock != CLOCK_MONOTONIC_COARSE) return atomic_load(&libc)(clock, time);
    // Not from zero: a process that has just started on a machine that has just started is a rare case of its own.
    const long long passed = atomic_fetch_add(&readings, 1) * NANOSECONDS_A_READING + 1000LL * NANOSECONDS_A_SECOND;
    *time = (struct timespec){passed / NANOSECONDS_A_SECOND, passed % NANOSECONDS_A_SECOND};
    return 0;
}
