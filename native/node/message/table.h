#pragma once

#include <cstddef>
#include <cstdint>

namespace zmq_napi::node {

/// An Int32Array that JavaScript and the addon share. Its memory is valid during the call that passed it.
struct Table {
    std::int32_t* rows = nullptr;
    std::size_t size = 0;
};

/// The memory into which lib/message/encoder.ts packs messages for sendPacked. It is valid during a call of that.
struct Packing {
    Table table;
    const char* bytes = nullptr;
    std::size_t size = 0;
};

}  // namespace zmq_napi::node
