#pragma once

#include <stddef.h>

/// Zeroed memory. Fails where there is none.
void* allocate(size_t count, size_t size);
