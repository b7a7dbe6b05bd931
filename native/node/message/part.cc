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

/// Where in which ArrayBuffer the bytes of a value are.
struct Place {
    napi_value array_buffer = nullptr;
    std::size_t offset = 0;
    std::size_t size = 0;
};

/// False if the value is neither a view nor an ArrayBuffer.
bool find_place(napi_env env, napi_value value, Place& place) {
    bool is = false;
    if (napi_is_arraybuffer(env, value, &is) == napi_ok && is) {
        place.array_buffer = value;
        return napi_get_arraybuffer_info(env, value, nullptr, &place.size) == napi_ok;
    }
    if (napi_is_dataview(env, value, &is) == napi_ok && is) {
        return napi_get_dataview_info(env, value, &place.size, nullptr, &place.array_buffer, &place.offset) == napi_ok;
    }
    if (napi_is_typedarray(env, value, &is) == napi_ok && is) {
        napi_get_buffer_info(env, value, nullptr, &place.size);
        return napi_get_typedarray_info(env, value, nullptr, nullptr, nullptr, &place.array_buffer, &place.offset) ==
               napi_ok;
    }
    return false;
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
    Place place;
    if (!find_place(env, value, place)) return false;
    return take_array_buffer(env, place.array_buffer, place.offset, place.size, part);
}

bool refer_part(napi_env env, napi_value value, zmq::Part& part) {
    Place place;
    if (!find_place(env, value, place)) return false;
    return refer_to_array_buffer(env, place.array_buffer, place.offset, place.size, part);
}

int make_part(napi_env env, napi_value value, Handling handling, zmq::Part& part) {
    if (handling == Handling::kTransfer && take_part(env, value, part)) return 0;
    if (handling == Handling::kRefer && refer_part(env, value, part)) return 0;
    return read_part(env, value, part, handling == Handling::kTransfer);
}

}  // namespace zmq_napi::node
