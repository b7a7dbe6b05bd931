#include "node/message/metadata.h"

#include <cstring>
#include <memory>

#include "node/exports/exports.h"

namespace zmq_napi::node {

namespace {

/// The size of a value that there is not.
constexpr std::int32_t kNoValue = -1;

void append_size(std::string& set, std::int32_t size) { set.append(reinterpret_cast<const char*>(&size), sizeof size); }

}  // namespace

std::int32_t Texts::number(const std::string& text) {
    if (!texts_.empty() && texts_[last_] == text) return last_;
    const auto [found, is_new] = numbers_.emplace(text, static_cast<std::int32_t>(texts_.size()));
    if (is_new) texts_.push_back(text);
    last_ = found->second;
    return last_;
}

void Texts::clear() noexcept {
    texts_.clear();
    numbers_.clear();
    last_ = 0;
}

void Labels::clear() noexcept {
    rows_.clear();
    groups_.clear();
    properties_.clear();
}

void Labels::note(core::Message& last) {
    Row row;
    if (tag_ == Tag::kRoutingId) {
        row.tag = static_cast<std::int32_t>(last.routing_id());
    } else if (tag_ == Tag::kGroup) {
        scratch_ = last.group();
        row.tag = groups_.number(scratch_);
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

namespace {

/// The array of a set's values as Buffers, undefined where there is none.
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

/// Groups are bytes: each becomes a character.
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

/// setLabels(socket, tag, names)
Napi::Value set_labels(const Napi::CallbackInfo& info) {
    Environment& environment = Environment::of(info);
    SocketEntry* const entry = environment.find(info[0].As<Napi::Number>().Uint32Value());
    if (entry == nullptr) {
        Facade::of(info).raise(info.Env(), {ENOTSOCK, "zmq_msg_gets"});
        return {};
    }
    const auto tag = static_cast<Tag>(info[1].As<Napi::Number>().Uint32Value());
    const auto given = info[2].As<Napi::Array>();
    std::vector<std::string> names;
    for (std::uint32_t index = 0; index < given.Length(); ++index) {
        names.push_back(Napi::Value(given[index]).As<Napi::String>());
    }
    const bool any = tag != Tag::kNone || !names.empty();
    entry->labels = any ? std::make_unique<Labels>(tag, std::move(names)) : nullptr;
    return {};
}

/// takeLabels(socket, table)
napi_value take_labels(napi_env env, napi_callback_info info) {
    const HotCall<2> call(env, info);
    SocketEntry* const entry = call.socket();
    if (entry == nullptr || entry->labels == nullptr) return nullptr;
    const Table table = call.table(1);
    const Labels& labels = *entry->labels;
    std::size_t index = 0;
    for (const auto& row : labels.rows()) {
        if (index + 2 > table.size) return nullptr;
        table.rows[index++] = row.tag;
        table.rows[index++] = row.properties;
    }
    napi_value result = nullptr;
    napi_create_array_with_length(env, 2, &result);
    napi_set_element(env, result, 0, to_array<to_latin1>(env, labels.groups()));
    napi_set_element(env, result, 1, to_array<to_values>(env, labels.properties()));
    return result;
}

}  // namespace

void export_labels(Napi::Object exports, Facade& facade) {
    add<set_labels>(exports, facade, "setLabels");
    add_hot<take_labels>(exports, facade, "takeLabels");
}

}  // namespace zmq_napi::node
