#include "limits.h"

#include <sys/resource.h>

#include "answer.h"

// A socket has a signaler and a connection; where both ends are in the process, there is the other connection too.
enum { PER_SOCKET = 3, BESIDE = 64, ENOUGH = 1 << 16 };

void raise_descriptor_limit(size_t sockets) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) fail("The limit of open descriptors cannot be read");
    const rlim_t most = limit.rlim_max < ENOUGH ? limit.rlim_max : ENOUGH;
    if (limit.rlim_cur < most) {
        limit.rlim_cur = most;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            fail("The limit of open descriptors cannot be raised to its maximum");
    }
    const size_t needed = PER_SOCKET * sockets + BESIDE;
    if (limit.rlim_cur < needed) {
        fail("%zu sockets take up to %zu descriptors, and only %llu may be open (ulimit -Hn)", sockets, needed,
             (unsigned long long)limit.rlim_cur);
    }
}
