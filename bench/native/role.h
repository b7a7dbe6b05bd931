#pragma once

#include "peer.h"

extern const Role push_role, pull_role, request_role, reply_role, publish_role, subscribe_role, router_role,
    dealer_role, threads_role, thread_role, idle_role;

/// Fails where there is none of that name.
const Role* role_named(const char* name);
