#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "answer.h"
#include "memory.h"
#include "readiness.h"

enum { BATCH = 256 };

typedef struct {
    int epoll;
    struct epoll_event events[BATCH];
} Watcher;

void readiness_watch(Readiness* readiness) {
    Watcher* watcher = readiness->system = allocate(1, sizeof *watcher);
    watcher->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (watcher->epoll < 0) fail("epoll_create1: %s", strerror(errno));
    for (size_t index = 0; index < readiness->count; index++) {
        // Edge-triggered spares the kernel a second look at each: libzmq signals anew once its signal was taken.
        struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data = {.u64 = index}};
        const int failed = epoll_ctl(watcher->epoll, EPOLL_CTL_ADD, readiness->descriptors[index], &event);
        if (failed) fail("epoll_ctl: %s", strerror(errno));
    }
}

void readiness_wait(Readiness* readiness) {
    Watcher* watcher = readiness->system;
    const int count = epoll_wait(watcher->epoll, watcher->events, BATCH, -1);
    // A process that was stopped and continued is told so by EINTR.
    if (count < 0 && errno != EINTR) fail("epoll_wait: %s", strerror(errno));
    for (int index = 0; index < count; index++) readiness_again(readiness, (size_t)watcher->events[index].data.u64);
}

void readiness_unwatch(Readiness* readiness) {
    Watcher* watcher = readiness->system;
    close(watcher->epoll);
    free(watcher);
}
