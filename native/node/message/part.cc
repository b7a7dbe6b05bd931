#include "node/message/part.h"

#include <array>
#include <cstddef>
#include <string>

#include "node/message/external_memory.h"

namespace zmq_napi::node {

namespace {

zmq::Error assign_string(napi_env env, napi_value value, zmq::Part& part) {
    // One pass for short strings. If less than one character is free at the end, the string may have been cut.
    constexpr std::size_t kLongestCharacter = 4;
    std::array<char, 1024> small;
    std::size_t size = 0;
    napi_get_value_string_utf8(env, value, small.data(), small.size(), &size);
    if (size + kLongestCharacter < small.size()) return part.assign(small.data(), size);

    napi_get_value_string_utf8(env, value, nullptr, 0, &size);
    std::string large(size, '\0');
    // Node-API writes a final NUL at data()[size()], where the string has one already.
    napi_get_value_string_utf8(env, value, large.data(), size + 1, &size);
    return part.assign(large.data(), size);
}

int assign_bytes(const void* data, std::size_t size, zmq::Part& part, bool checked) {
    if (size == 0 && !checked) return kEmptyOrDetached;
    return part.assign(data, size).code;
}

}  // namespace

int read_part(napi_env env, napi_value value, zmq::Part& part, bool checked) {
    void* data = nullptr;
    std::size_t size = 0;
    bool is = false;
    // In Node any view is a Buffer to these functions. In Deno a DataView is one to the first alone.
    if (napi_is_buffer(env, value, &is) == napi_ok && is && napi_get_buffer_info(env, value, &data, &size) == napi_ok) {
        return assign_bytes(data, size, part, checked);
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
                return assign_bytes(data, size, part, checked);
            }
            if (napi_is_dataview(env, value, &is) == napi_ok && is) {
                napi_get_dataview_info(env, value, &size, &data, nullptr, nullptr);
                return assign_bytes(data, size, part, checked);
            }
            return kWrongType;
        default:
            return kWrongType;
    }
}

bool take_part(napi_env env, napi_value value, zmq::Part& part) {
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
