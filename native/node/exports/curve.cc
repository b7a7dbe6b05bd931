#include <cstdint>
#include <string>

#include "node/exports/exports.h"
#include "zmq/curve.h"

namespace zmq_napi::node {

namespace {

Napi::String to_string(Napi::Env env, const zmq::KeyText& key) {
    return Napi::String::New(env, key.data(), zmq::KeyText::kLength);
}

/// Whether the call failed. Then a JavaScript exception is pending.
bool failed(const Napi::CallbackInfo& info, zmq::Error error) {
    if (error) Binding::of(info).throw_error(info.Env(), error);
    return static_cast<bool>(error);
}

Napi::Value curve_key_pair(const Napi::CallbackInfo& info) {
    zmq::KeyText public_key;
    zmq::KeyText secret_key;
    if (failed(info, zmq::curve_key_pair(public_key, secret_key))) return {};
    Napi::Array pair = Napi::Array::New(info.Env(), 2);
    pair.Set(0U, to_string(info.Env(), public_key));
    pair.Set(1U, to_string(info.Env(), secret_key));
    return pair;
}

/// curvePublicKey(secretKey)
Napi::Value curve_public_key(const Napi::CallbackInfo& info) {
    zmq::KeyText secret_key;
    zmq::KeyText public_key;
    // Read directly into memory that is wiped: a std::string would leave a copy.
    napi_get_value_string_latin1(info.Env(), info[0], secret_key.data(), zmq::KeyText::capacity(), nullptr);
    if (failed(info, zmq::curve_public_key(secret_key, public_key))) return {};
    return to_string(info.Env(), public_key);
}

/// z85Encode(bytes)
Napi::Value z85_encode(const Napi::CallbackInfo& info) {
    const auto bytes = info[0].As<Napi::Uint8Array>();
    std::string text;
    const zmq::Error error = zmq::z85_encode(bytes.Data(), bytes.ByteLength(), text);
    const Napi::Value made = failed(info, error) ? Napi::Value() : Napi::String::New(info.Env(), text);
    zmq::wipe(text.data(), text.size());
    return made;
}

/// z85Decode(text)
Napi::Value z85_decode(const Napi::CallbackInfo& info) {
    std::string text = info[0].As<Napi::String>();
    const auto bytes = Napi::Buffer<std::uint8_t>::New(info.Env(), text.size() / 5 * 4);
    const zmq::Error error = zmq::z85_decode(text, bytes.Data());
    zmq::wipe(text.data(), text.size());
    if (failed(info, error)) return {};
    return bytes;
}

}  // namespace

void export_curve(Napi::Object exports, Binding& binding) {
    add<curve_key_pair>(exports, binding, "curveKeyPair");
    add<curve_public_key>(exports, binding, "curvePublicKey");
    add<z85_encode>(exports, binding, "z85Encode");
    add<z85_decode>(exports, binding, "z85Decode");
}

}  // namespace zmq_napi::node
