#include "zmq/curve.h"

#include <algorithm>

namespace zmq_napi::zmq {

void wipe(void* data, std::size_t size) noexcept {
    std::fill_n(static_cast<volatile unsigned char*>(data), size, static_cast<unsigned char>(0));
}

Error curve_key_pair(KeyText& public_key, KeyText& secret_key) noexcept {
    return check(zmq_curve_keypair(public_key.data(), secret_key.data()), "zmq_curve_keypair");
}

Error curve_public_key(const KeyText& secret_key, KeyText& public_key) noexcept {
    return check(zmq_curve_public(public_key.data(), secret_key.data()), "zmq_curve_public");
}

Error z85_encode(const std::uint8_t* data, std::size_t size, std::string& text) {
    // libzmq ends the text with a NUL, for which a string has room behind its end.
    text.resize(size / 4 * 5);
    return check(zmq_z85_encode(text.data(), data, size) == nullptr ? -1 : 0, "zmq_z85_encode");
}

Error z85_decode(const std::string& text, std::uint8_t* data) noexcept {
    return check(zmq_z85_decode(data, text.c_str()) == nullptr ? -1 : 0, "zmq_z85_decode");
}

}  // namespace zmq_napi::zmq
