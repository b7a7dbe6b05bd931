#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "zmq/error.h"

namespace zmq_napi::core {

/// Overwrites memory that held a secret, in a way that the compiler may not leave out.
void wipe(void* data, std::size_t size) noexcept;

/// Text that is overwritten when it goes: a key as Z85, with its final NUL.
///
/// Thread: any. Owner: its scope; it is neither copied nor moved, so that no second one is left behind.
class KeyText {
  public:
    static constexpr std::size_t kLength = 40;

    KeyText() noexcept = default;
    ~KeyText() { wipe(text_.data(), text_.size()); }
    KeyText(const KeyText&) = delete;
    KeyText& operator=(const KeyText&) = delete;
    KeyText(KeyText&&) = delete;
    KeyText& operator=(KeyText&&) = delete;

    char* data() noexcept { return text_.data(); }
    const char* data() const noexcept { return text_.data(); }
    /// How much memory there is, with the final NUL.
    static constexpr std::size_t capacity() noexcept { return kLength + 1; }

  private:
    std::array<char, kLength + 1> text_{};
};

/// Makes a random key pair. ENOTSUP without CURVE. Any thread.
Error curve_key_pair(KeyText& public_key, KeyText& secret_key) noexcept;

/// Computes the public key that belongs to a secret one. EINVAL for what is no key, ENOTSUP without CURVE. Any thread.
Error curve_public_key(const KeyText& secret_key, KeyText& public_key) noexcept;

/// Writes Z85 of `size` bytes, a multiple of 4, to `text`. EINVAL for another size. Any thread.
/// Throws std::bad_alloc.
Error z85_encode(const std::uint8_t* data, std::size_t size, std::string& text);

/// Writes the bytes of `text` to `data`, which has room for 4 for each 5 characters. EINVAL for what is no Z85, with
/// some of `data` overwritten. Any thread.
Error z85_decode(const std::string& text, std::uint8_t* data) noexcept;

}  // namespace zmq_napi::core
