#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "zmq/error.h"

namespace zmq_napi::zmq {

/// Overwrites memory that held a secret, in a way that the compiler must not optimise away.
void wipe(void* data, std::size_t size) noexcept;

/// A key as Z85, with its final NUL. The destructor overwrites it.
///
/// Thread: any. Owner: its scope. It cannot be copied or moved, so that no other copy remains.
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
    /// The size of the memory, with the final NUL.
    static constexpr std::size_t capacity() noexcept { return kLength + 1; }

  private:
    std::array<char, kLength + 1> text_{};
};

/// Makes a random key pair. ENOTSUP without CURVE. Any thread.
Error curve_key_pair(KeyText& public_key, KeyText& secret_key) noexcept;

/// Computes the public key that belongs to a secret one. EINVAL if it is not a key, ENOTSUP without CURVE. Any thread.
Error curve_public_key(const KeyText& secret_key, KeyText& public_key) noexcept;

/// Writes Z85 of `size` bytes, a multiple of 4, to `text`. EINVAL for another size. Any thread.
/// Throws std::bad_alloc.
Error z85_encode(const std::uint8_t* data, std::size_t size, std::string& text);

/// Writes the bytes of `text` to `data`, which has room for 4 bytes for each 5 characters. EINVAL if it is not Z85;
/// then some of `data` may have been overwritten. Any thread.
Error z85_decode(const std::string& text, std::uint8_t* data) noexcept;

}  // namespace zmq_napi::zmq
