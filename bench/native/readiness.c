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
    /// A ring of the sockets to look at, each in it once.
    size_t* queue;
    bool* queued;
    size_t first, length;
#ifdef __linux__
    int epoll;
#else
    struct pollfd* entries;
#endif
};

// These differ between systems: they watch a descriptor, and wait until one or more are readable, which they name by
// readiness_again(). A wait ends with EINTR after the process was stopped and continued.
#ifdef __linux__

static void watch(Readiness* readiness, size_t index, int descriptor) {
    if (index == 0 && (readiness->epoll = epoll_create1(EPOLL_CLOEXEC)) < 0) {
        fail("epoll_create1: %s", strerror(errno));
    }
    // Edge-triggered spares the kernel a second look at each: libzmq signals anew once its signal was taken.
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data = {.u64 = index}};
    const int failed = epoll_ctl(readiness->epoll, EPOLL_CTL_ADD, descriptor, &event);
    if (failed) fail("epoll_ctl: %s", strerror(errno));
}

static void wait_for_some(Readiness* readiness) {
    struct epoll_event events[BATCH];
    const int count = epoll_wait(readiness->epoll, events, BATCH, -1);
    if (count < 0 && errno != EINTR) fail("epoll_wait: %s", strerror(errno));
    for (int index = 0; index < count; index++) readiness_again(readiness, (size_t)events[index].data.u64);
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
        if (readiness->entries[index].revents != 0) readiness_again(readiness, index);
    }
}

#endif

Readiness* readiness_open(void* const* sockets, size_t count) {
    Readiness* readiness = allocate(1, sizeof *readiness);
    readiness->count = count;
    readiness->queue = allocate(count, sizeof *readiness->queue);
    readiness->queued = allocate(count, sizeof *readiness->queued);
    for (size_t index = 0; index < count; index++) {
        int descriptor = -1;
        size_t size = sizeof descriptor;
        TRY(zmq_getsockopt(sockets[index], ZMQ_FD, &descriptor, &size), "ZMQ_FD");
        watch(readiness, index, descriptor);
    }
    readiness_again_all(readiness);
    return readiness;
}

size_t readiness_next(Readiness* readiness) {
    while (readiness->length == 0) wait_for_some(readiness);
    const size_t index = readiness->queue[readiness->first];
    readiness->first = readiness->first + 1 < readiness->count ? readiness->first + 1 : 0;
    readiness->length--;
    readiness->queued[index] = false;
    return index;
}

void readiness_again(Readiness* readiness, size_t index) {
    if (readiness->queued[index]) return;
    const size_t place = readiness->first + readiness->length++;
    readiness->queue[place < readiness->count ? place : place - readiness->count] = index;
    readiness->queued[index] = true;
}

void readiness_again_all(Readiness* readiness) {
    for (size_t index = 0; index < readiness->count; index++) readiness_again(readiness, index);
}
