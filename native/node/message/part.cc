#include "node/message/part.h"

#include <array>
#include <string>

#include "node/message/external_memory.h"

namespace zmq_napi::node {

namespace {

core::Error assign_string(napi_env env, napi_value value, core::Message& part) {
    // One pass for what fits: a string that filled the buffer to within one character of its end may have been cut.
    constexpr std::size_t kLongestCharacter = 4;
    std::array<char, 1024> small;
    std::size_t size = 0;
    napi_get_value_string_utf8(env, value, small.data(), small.size(), &size);
    if (size + kLongestCharacter < small.size()) return part.assign(small.data(), size);

    napi_get_value_string_utf8(env, value, nullptr, 0, &size);
    std::string large(size, '\0');
    // data()[size()] is a NUL already, and is what Node-API ends the string with.
    napi_get_value_string_utf8(env, value, large.data(), size + 1, &size);
    return part.assign(large.data(), size);
}

int assign_bytes(const void* data, std::size_t size, core::Message& part, bool asked) {
    if (size == 0 && !asked) return kDoubtful;
    return part.assign(data, size).code;
}

}  // namespace

int read_part(napi_env env, napi_value value, core::Message& part, bool asked) {
    void* data = nullptr;
    std::size_t size = 0;
    bool is = false;
    // Node's Buffer, and there any other view too.
    if (napi_is_buffer(env, value, &is) == napi_ok && is) {
        napi_get_buffer_info(env, value, &data, &size);
        return assign_bytes(data, size, part, asked);
    }
    napi_valuetype type = napi_undefined;
    napi_typeof(env, value, &type);
    switch (type) {
        case napi_string:
            return assign_string(env, value, part).code;
        case napi_null:
        case napi_undefined:
            return part.allocate(0).code;
        case napi_number:
            napi_coerce_to_string(env, value, &value);
            return assign_string(env, value, part).code;
        case napi_object:
            if (napi_is_arraybuffer(env, value, &is) == napi_ok && is) {
                napi_get_arraybuffer_info(env, value, &data, &size);
                return assign_bytes(data, size, part, asked);
            }
            if (napi_is_dataview(env, value, &is) == napi_ok && is) {
                napi_get_dataview_info(env, value, &size, &data, nullptr, nullptr);
                return assign_bytes(data, size, part, asked);
            }
            return kWrongType;
        default:
            return kWrongType;
    }
}

bool take_part(napi_env env, napi_value value, core::Message& part) {
    bool is = false;
    std::size_t size = 0;
    std::size_t offset = 0;
    napi_value memory = value;
    if (napi_is_arraybuffer(env, value, &is) == napi_ok && is) {
        napi_get_arraybuffer_info(env, value, nullptr, &size);
    } else if (napi_is_dataview(env, value, &is) == napi_ok && is) {
        napi_get_dataview_info(env, value, &size, nullptr, &memory, &offset);
    } else if (napi_is_typedarray(env, value, &is) == napi_ok && is) {
        napi_get_buffer_info(env, value, nullptr, &size);
        napi_get_typedarray_info(env, value, nullptr, nullptr, nullptr, &memory, &offset);
    } else {
        return false;
    }
    return take_array_buffer(env, memory, offset, size, part);
}

}  // namespace zmq_napi::node
