#include "role.h"

#include <string.h>

static const Role* const roles[] = {&push_role,    &pull_role,      &request_role, &reply_role,
                                    &publish_role, &subscribe_role, &router_role,  &dealer_role,
                                    &threads_role, &thread_role,    &idle_role,    NULL};

const Role* role_named(const char* name) {
    for (const Role* const* role = roles; *role != NULL; role++) {
        if (strcmp((*role)->name, name) == 0) return *role;
    }
    fail("There is no role \"%s\"", name);
}
