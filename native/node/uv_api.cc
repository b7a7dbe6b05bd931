#include "node/uv_api.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

namespace zmq_napi::node {

namespace {

/// UV_POLL of uv_handle_type.
constexpr int kUvPoll = 8;

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

UvApi look_up() noexcept {
    UvApi api;
    std::size_t (*handle_size)(int) = nullptr;
#ifdef _WIN32
    const char* const poll_init = "uv_poll_init_socket";
#else
    const char* const poll_init = "uv_poll_init";
#endif
    const bool complete = bind(handle_size, "uv_handle_size") && bind(api.poll_init, poll_init) &&
                          bind(api.poll_start, "uv_poll_start") && bind(api.poll_stop, "uv_poll_stop") &&
                          bind(api.close, "uv_close") && bind(api.ref, "uv_ref") && bind(api.unref, "uv_unref") &&
                          bind(api.set_data, "uv_handle_set_data") && bind(api.get_data, "uv_handle_get_data");
    if (complete) api.poll_handle_size = handle_size(kUvPoll);
    return api;
}

}  // namespace

const UvApi* UvApi::find() noexcept {
    static const UvApi api = look_up();
    return api.poll_handle_size == 0 ? nullptr : &api;
}

}  // namespace zmq_napi::node
