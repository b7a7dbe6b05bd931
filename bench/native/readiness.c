#include "readiness.h"

#include <stdlib.h>
#include <zmq.h>

#include "answer.h"
#include "memory.h"

Readiness* readiness_open(void* const* sockets, size_t count) {
    Readiness* readiness = allocate(1, sizeof *readiness);
    readiness->count = count;
    readiness->descriptors = allocate(count, sizeof *readiness->descriptors);
    readiness->queue = allocate(count, sizeof *readiness->queue);
    readiness->queued = allocate(count, sizeof *readiness->queued);
    for (size_t index = 0; index < count; index++) {
        size_t size = sizeof(int);
        if (zmq_getsockopt(sockets[index], ZMQ_FD, &readiness->descriptors[index], &size) != 0) fail_zmq("ZMQ_FD");
    }
    readiness_watch(readiness);
    readiness_again_all(readiness);
    return readiness;
}

void readiness_close(Readiness* readiness) {
    readiness_unwatch(readiness);
    free(readiness->descriptors);
    free(readiness->queue);
    free(readiness->queued);
    free(readiness);
}

size_t readiness_next(Readiness* readiness) {
    while (readiness->length == 0) readiness_wait(readiness);
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
