#include "memory.h"

#include <stdlib.h>

#include "answer.h"

void* allocate(size_t count, size_t size) {
    void* block = calloc(count > 0 ? count : 1, size);
    if (block == NULL) fail("There is no memory for %zu times %zu bytes", count, size);
    return block;
}
