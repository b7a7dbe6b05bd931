#include "node/message/metadata.h"

#include <cstddef>
#include <cstring>

namespace zmq_napi::node {

namespace {

/// Stands for the size of a property that the connection does not have.
constexpr std::int32_t kNoValue = -1;

void append_size(std::string& set, std::int32_t size) { set.append(reinterpret_cast<const char*>(&size), sizeof size); }

/// The array of a set's values as Buffers; undefined for a property that the connection does not have.
napi_value to_values(napi_env env, const std::string& set) {
    napi_value values = nullptr;
    napi_create_array(env, &values);
    std::uint32_t index = 0;
    for (std::size_t at = 0; at < set.size();) {
        std::int32_t size = 0;
        std::memcpy(&size, set.data() + at, sizeof size);
        at += sizeof size;
        napi_value value = nullptr;
        if (size == kNoValue) {
            napi_get_undefined(env, &value);
        } else {
            napi_create_buffer_copy(env, size, set.data() + at, nullptr, &value);
            at += size;
        }
        napi_set_element(env, values, index++, value);
    }
    return values;
}

/// A group is bytes: each becomes a character.
napi_value to_latin1(napi_env env, const std::string& group) {
    napi_value made = nullptr;
    napi_create_string_latin1(env, group.data(), group.size(), &made);
    return made;
}

template <napi_value (*convert)(napi_env, const std::string&)>
napi_value to_array(napi_env env, const std::vector<std::string>& texts) {
    napi_value array = nullptr;
    napi_create_array_with_length(env, texts.size(), &array);
    std::uint32_t index = 0;
    for (const auto& text : texts) napi_set_element(env, array, index++, convert(env, text));
    return array;
}

}  // namespace

void Metadata::clear() noexcept {
    rows_.clear();
    groups_.clear();
    properties_.clear();
}

void Metadata::record(zmq::Part& last) {
    Row row;
    if (kind_ == MetadataKind::kRoutingId) {
        row.value = static_cast<std::int32_t>(last.routing_id());
    } else if (kind_ == MetadataKind::kGroup) {
        scratch_ = last.group();
        row.value = groups_.number(scratch_);
    }
    if (!names_.empty()) {
        scratch_.clear();
        for (const auto& name : names_) {
            const auto value = last.property(name.c_str());
            append_size(scratch_, value ? static_cast<std::int32_t>(value->size()) : kNoValue);
            if (value) scratch_ += *value;
        }
        row.properties = properties_.number(scratch_);
    }
    rows_.push_back(row);
}

napi_value Metadata::to_value(napi_env env, Table table) const {
    std::size_t index = 0;
    for (const auto& row : rows_) {
        if (index + 2 > table.size) return nullptr;
        table.rows[index++] = row.value;
        table.rows[index++] = row.properties;
    }
    napi_value result = nullptr;
    napi_create_array_with_length(env, 2, &result);
    napi_set_element(env, result, 0, to_array<to_latin1>(env, groups_.all()));
    napi_set_element(env, result, 1, to_array<to_values>(env, properties_.all()));
    return result;
}

}  // namespace zmq_napi::node
