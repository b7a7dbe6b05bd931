#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "memory.h"
#include "readiness.h"

void readiness_watch(Readiness* readiness) {
    struct pollfd* entries = readiness->system = allocate(readiness->count, sizeof *entries);
    for (size_t index = 0; index < readiness->count; index++) {
        entries[index] = (struct pollfd){.fd = readiness->descriptors[index], .events = POLLIN};
    }
}

void readiness_wait(Readiness* readiness) {
    struct pollfd* entries = readiness->system;
    if (poll(entries, (nfds_t)readiness->count, -1) < 0) {
        if (errno != EINTR) fail("poll: %s", strerror(errno));
        return;
    }
    for (size_t index = 0; index < readiness->count; index++) {
        if (entries[index].revents != 0) readiness_again(readiness, index);
    }
}

void readiness_unwatch(Readiness* readiness) { free(readiness->system); }
