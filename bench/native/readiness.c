#include <errno.h>
#include <string.h>

#include "peer.h"

#ifdef __linux__
#include <sys/epoll.h>
enum { BATCH = 256 };
#else
#include <poll.h>
#endif

struct Readiness {
    size_t count;
    /// The sockets to look at; and where the search for the next of them goes on, so that each has its turn.
    bool* ready;
    size_t next;
#ifdef __linux__
    int epoll;
#else
    struct pollfd* entries;
#endif
};

// These differ between systems: they watch a descriptor, and wait until one or more are readable. A wait ends with
// EINTR after the process was stopped and continued.
#ifdef __linux__

static void watch(Readiness* readiness, size_t index, int descriptor) {
    if (index == 0) readiness->epoll = epoll_create1(EPOLL_CLOEXEC);
    // Edge-triggered spares the kernel a second look at each: libzmq signals anew once its signal was taken.
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data = {.u64 = index}};
    const int failed = epoll_ctl(readiness->epoll, EPOLL_CTL_ADD, descriptor, &event);
    if (failed) fail("epoll_ctl: %s", strerror(errno));
}

static void wait_for_some(Readiness* readiness) {
    struct epoll_event events[BATCH];
    const int count = epoll_wait(readiness->epoll, events, BATCH, -1);
    if (count < 0 && errno != EINTR) fail("epoll_wait: %s", strerror(errno));
    for (int index = 0; index < count; index++) readiness->ready[events[index].data.u64] = true;
}

#else

static void watch(Readiness* readiness, size_t index, int descriptor) {
    if (index == 0) readiness->entries = allocate(readiness->count, sizeof *readiness->entries);
    readiness->entries[index] = (struct pollfd){.fd = descriptor, .events = POLLIN};
}

static void wait_for_some(Readiness* readiness) {
    const int count = poll(readiness->entries, (nfds_t)readiness->count, -1);
    if (count < 0 && errno != EINTR) fail("poll: %s", strerror(errno));
    for (size_t index = 0; index < readiness->count && count > 0; index++) {
        if (readiness->entries[index].revents != 0) readiness->ready[index] = true;
    }
}

#endif

Readiness* readiness_open(void* const* sockets, size_t count) {
    Readiness* readiness = allocate(1, sizeof *readiness);
    readiness->count = count;
    readiness->ready = allocate(count, sizeof *readiness->ready);
    for (size_t index = 0; index < count; index++) {
        int descriptor = -1;
        size_t size = sizeof descriptor;
        TRY(zmq_getsockopt(sockets[index], ZMQ_FD, &descriptor, &size), "ZMQ_FD");
        watch(readiness, index, descriptor);
    }
    return readiness;
}

size_t readiness_next(Readiness* readiness) {
    for (;; wait_for_some(readiness)) {
        for (size_t looked = 0; looked < readiness->count; looked++) {
            const size_t index = readiness->next;
            readiness->next = index + 1 < readiness->count ? index + 1 : 0;
            if (!readiness->ready[index]) continue;
            readiness->ready[index] = false;
            return index;
        }
    }
}

void readiness_again(Readiness* readiness, size_t index) { readiness->ready[index] = true; }

void readiness_again_all(Readiness* readiness) { memset(readiness->ready, true, readiness->count); }
