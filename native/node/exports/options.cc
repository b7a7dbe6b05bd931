#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "node/exports/exports.h"

namespace zmq_napi::node {

namespace {

/// Reads or writes an option of the socket that the arguments name.
class OptionCall {
  public:
    OptionCall(const Napi::CallbackInfo& info, const char* syscall)
        : info_(info), entry_(Environment::of(info).find(info[0].As<Napi::Number>().Uint32Value())) {
        if (entry_ == nullptr) throw_error({ENOTSOCK, syscall});
    }

    explicit operator bool() const noexcept { return entry_ != nullptr; }
    zmq::Socket& socket() const noexcept { return entry_->socket; }
    int option() const { return info_[1].As<Napi::Number>().Int32Value(); }
    /// Whether the call succeeded. Otherwise a JavaScript exception is pending.
    bool succeeded(zmq::Error error) const {
        if (error) throw_error(error);
        return !error;
    }

  private:
    void throw_error(zmq::Error error) const { Binding::of(info_).throw_error(info_.Env(), error); }

    const Napi::CallbackInfo& info_;
    SocketEntry* const entry_;
};

template <typename Number>
Napi::Value to_value(Napi::Env env, Number value) {
    if constexpr (sizeof(Number) == sizeof(std::int64_t)) {
        return Napi::BigInt::New(env, value);
    } else {
        return Napi::Number::New(env, value);
    }
}

template <typename Number>
Number from_value(const Napi::Value& value) {
    [[maybe_unused]] bool lossless = true;
    if constexpr (std::is_same_v<Number, std::int64_t>) {
        return value.As<Napi::BigInt>().Int64Value(&lossless);
    } else if constexpr (std::is_same_v<Number, std::uint64_t>) {
        return value.As<Napi::BigInt>().Uint64Value(&lossless);
    } else {
        return value.As<Napi::Number>().Int32Value();
    }
}

template <typename Number>
Napi::Value get_number(const Napi::CallbackInfo& info) {
    const OptionCall call(info, "zmq_getsockopt");
    Number value{};
    if (!call || !call.succeeded(call.socket().get(call.option(), value))) return {};
    return to_value(info.Env(), value);
}

template <typename Number>
Napi::Value set_number(const Napi::CallbackInfo& info) {
    const OptionCall call(info, "zmq_setsockopt");
    if (!call) return {};
    const auto value = from_value<Number>(info[2]);
    call.succeeded(call.socket().set(call.option(), &value, sizeof value));
    return {};
}

Napi::Value get_bytes(const Napi::CallbackInfo& info) {
    const OptionCall call(info, "zmq_getsockopt");
    if (!call) return {};
    std::size_t size = info[2].As<Napi::Number>().Uint32Value();
    std::string value(size, '\0');
    if (!call.succeeded(call.socket().get(call.option(), value.data(), size))) return {};
    return Napi::Buffer<char>::Copy(info.Env(), value.data(), size);
}

Napi::Value set_bytes(const Napi::CallbackInfo& info) {
    const OptionCall call(info, "zmq_setsockopt");
    if (!call) return {};
    const void* data = nullptr;
    std::size_t size = 0;
    if (!info[2].IsNull()) {
        const auto value = info[2].As<Napi::Uint8Array>();
        data = value.Data();
        size = value.ByteLength();
    }
    call.succeeded(call.socket().set(call.option(), data, size));
    return {};
}

}  // namespace

void export_options(Napi::Object exports, Binding& binding) {
    add<get_number<int>>(exports, binding, "getInt32");
    add<get_number<std::int64_t>>(exports, binding, "getInt64");
    add<get_number<std::uint64_t>>(exports, binding, "getUint64");
    add<get_bytes>(exports, binding, "getBytes");
    add<set_number<int>>(exports, binding, "setInt32");
    add<set_number<std::int64_t>>(exports, binding, "setInt64");
    add<set_number<std::uint64_t>>(exports, binding, "setUint64");
    add<set_bytes>(exports, binding, "setBytes");
}

}  // namespace zmq_napi::node
