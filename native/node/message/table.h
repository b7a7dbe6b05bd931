#pragma once

#include <cstddef>
#include <cstdint>

namespace zmq_napi::node {

/// An Int32Array that JavaScript and the addon share.
struct Table {
    std::int32_t* rows = nullptr;
    std::size_t size = 0;
};

/// What lib/message/encoder.ts packs messages into, for sendPacked. Its memory is there during a call of that.
struct Packing {
    Table table;
    const char* bytes = nullptr;
    std::size_t size = 0;
};

}  // namespace zmq_napi::node
