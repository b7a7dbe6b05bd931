#include "node/reactor/uv_api.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace zmq_napi::node {

namespace {

void* symbol(const char* name) noexcept {
#ifdef _WIN32
    return reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(nullptr), name));
#else
    return dlsym(RTLD_DEFAULT, name);
#endif
}

template <typename Function>
bool bind(Function& function, const char* name) noexcept {
    function = reinterpret_cast<Function>(symbol(name));
    return function != nullptr;
}

/// False unless the process has all of them.
bool look_up(UvApi& api) noexcept {
#ifdef _WIN32
    const char* const poll_init = "uv_poll_init_socket";
#else
    const char* const poll_init = "uv_poll_init";
#endif
    return bind(api.handle_size, "uv_handle_size") && bind(api.poll_init, poll_init) &&
           bind(api.poll_start, "uv_poll_start") && bind(api.poll_stop, "uv_poll_stop") &&
           bind(api.async_init, "uv_async_init") && bind(api.async_send, "uv_async_send") &&
           bind(api.check_init, "uv_check_init") && bind(api.check_start, "uv_check_start") &&
           bind(api.check_stop, "uv_check_stop") && bind(api.idle_init, "uv_idle_init") &&
           bind(api.idle_start, "uv_idle_start") && bind(api.idle_stop, "uv_idle_stop") &&
           bind(api.timer_init, "uv_timer_init") && bind(api.timer_start, "uv_timer_start") &&
           bind(api.close, "uv_close") && bind(api.ref, "uv_ref") && bind(api.unref, "uv_unref") &&
           bind(api.set_data, "uv_handle_set_data") && bind(api.get_data, "uv_handle_get_data");
}

}  // namespace

const UvApi* UvApi::find() noexcept {
    static UvApi api;
    static const bool complete = look_up(api);
    return complete ? &api : nullptr;
}

}  // namespace zmq_napi::node
