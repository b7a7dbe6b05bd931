#pragma once

#include <stddef.h>

/// Raises the limit of open descriptors as far as it goes. Fails where it is too low for that many sockets.
void raise_descriptor_limit(size_t sockets);
