#include "readiness.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "protocol.h"

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

static int descriptor_of(void* socket) {
    int descriptor = -1;
    size_t size = sizeof descriptor;
    if (zmq_getsockopt(socket, ZMQ_FD, &descriptor, &size) != 0) fail_zmq("ZMQ_FD");
    return descriptor;
}

// These differ between systems: they watch the descriptors, wait until one or more are readable, and name these by
// readiness_again(). A wait ends with EINTR after the process was stopped and continued.
#ifdef __linux__

static void watch(Readiness* readiness, void* const* sockets) {
    readiness->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (readiness->epoll < 0) fail("epoll_create1: %s", strerror(errno));
    for (size_t index = 0; index < readiness->count; index++) {
        // Edge-triggered spares the kernel a second look at each: libzmq signals anew once its signal was taken.
        struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data = {.u64 = index}};
        const int failed = epoll_ctl(readiness->epoll, EPOLL_CTL_ADD, descriptor_of(sockets[index]), &event);
        if (failed) fail("epoll_ctl: %s", strerror(errno));
    }
}

static void wait_for_some(Readiness* readiness) {
    struct epoll_event events[BATCH];
    const int count = epoll_wait(readiness->epoll, events, BATCH, -1);
    if (count < 0 && errno != EINTR) fail("epoll_wait: %s", strerror(errno));
    for (int index = 0; index < count; index++) readiness_again(readiness, (size_t)events[index].data.u64);
}

static void unwatch(Readiness* readiness) { close(readiness->epoll); }

#else

static void watch(Readiness* readiness, void* const* sockets) {
    readiness->entries = allocate(readiness->count, sizeof *readiness->entries);
    for (size_t index = 0; index < readiness->count; index++) {
        readiness->entries[index] = (struct pollfd){.fd = descriptor_of(sockets[index]), .events = POLLIN};
    }
}

static void wait_for_some(Readiness* readiness) {
    const int count = poll(readiness->entries, (nfds_t)readiness->count, -1);
    if (count < 0 && errno != EINTR) fail("poll: %s", strerror(errno));
    for (size_t index = 0; index < readiness->count && count > 0; index++) {
        if (readiness->entries[index].revents != 0) readiness_again(readiness, index);
    }
}

static void unwatch(Readiness* readiness) { free(readiness->entries); }

#endif

Readiness* readiness_open(void* const* sockets, size_t count) {
    Readiness* readiness = allocate(1, sizeof *readiness);
    readiness->count = count;
    readiness->queue = allocate(count, sizeof *readiness->queue);
    readiness->queued = allocate(count, sizeof *readiness->queued);
    watch(readiness, sockets);
    readiness_again_all(readiness);
    return readiness;
}

void readiness_close(Readiness* readiness) {
    unwatch(readiness);
    free(readiness->queue);
    free(readiness->queued);
    free(readiness);
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
    const size_t place = readiness->first + readiness->length;
    readiness->queue[place < readiness->count ? place : place - readiness->count] = index;
    readiness->length++;
    readiness->queued[index] = true;
}

void readiness_again_all(Readiness* readiness) {
    for (size_t index = 0; index < readiness->count; index++) readiness_again(readiness, index);
}
