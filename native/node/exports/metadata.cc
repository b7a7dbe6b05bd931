#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "node/exports/exports.h"

namespace zmq_napi::node {

namespace {

/// recordMetadata(socket, kind, properties)
Napi::Value record_metadata(const Napi::CallbackInfo& info) {
    SocketEntry* const entry = socket_or_throw(info, "zmq_msg_gets");
    if (entry == nullptr) return {};
    const auto kind = static_cast<MetadataKind>(info[1].As<Napi::Number>().Uint32Value());
    const auto given = info[2].As<Napi::Array>();
    std::vector<std::string> names;
    for (std::uint32_t index = 0; index < given.Length(); ++index) {
        names.push_back(Napi::Value(given[index]).As<Napi::String>());
    }
    const bool any = kind != MetadataKind::kNone || !names.empty();
    entry->metadata = any ? std::make_unique<Metadata>(kind, std::move(names)) : nullptr;
    return {};
}

/// takeMetadata(socket, table)
napi_value take_metadata(napi_env env, napi_callback_info info) {
    const RawCall<2> call(env, info);
    const SocketEntry* const entry = call.socket();
    return entry == nullptr || entry->metadata == nullptr ? nullptr : entry->metadata->to_value(env, call.table(1));
}

}  // namespace

void export_metadata(Napi::Object exports, Binding& binding) {
    add<record_metadata>(exports, binding, "recordMetadata");
    add_raw<take_metadata>(exports, binding, "takeMetadata");
}

}  // namespace zmq_napi::node
