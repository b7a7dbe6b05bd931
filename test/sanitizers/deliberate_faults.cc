// Faults made on purpose, only in builds with sanitizers: test/sanitizers/deliberate-faults.test.ts shows that each is
// found.
#include <zmq.h>

#include <climits>
#include <cstdlib>
#include <string>

#include "node/exports/exports.h"

namespace zmq_napi::node {

namespace {

// What is stored here and overwritten is forgotten, and the optimizer cannot tell.
void* volatile held = nullptr;
volatile int number = INT_MAX;
volatile int index = 16;

// More than one, since what a register or a dead stack frame happens to point at counts as known.
constexpr int kTimes = 8;

void forget_bytes() {
    for (int i = 0; i < kTimes; ++i) held = std::malloc(48);
    held = nullptr;
}

void forget_context() {
    for (int i = 0; i < kTimes; ++i) held = zmq_ctx_new();
    held = nullptr;
}

void forget_message() {
    for (int i = 0; i < kTimes; ++i) {
        zmq_msg_t message;
        zmq_msg_init_size(&message, 4096);
        held = zmq_msg_data(&message);
    }
    held = nullptr;
}

void read_beyond() {
    auto* const bytes = static_cast<volatile char*>(std::malloc(16));
    held = const_cast<char*>(bytes);
    number = bytes[index];
}

void read_freed() {
    auto* const bytes = static_cast<volatile char*>(std::malloc(16));
    held = const_cast<char*>(bytes);
    std::free(held);
    number = bytes[0];
}

void overflow() { number = number + 1; }

Napi::Value make_fault(const Napi::CallbackInfo& info) {
    const std::string fault = info[0].As<Napi::String>();
    if (fault == "forgotten bytes") forget_bytes();
    if (fault == "forgotten context") forget_context();
    if (fault == "forgotten message") forget_message();
    if (fault == "read beyond the end") read_beyond();
    if (fault == "read after free") read_freed();
    if (fault == "integer overflow") overflow();
    return {};
}

}  // namespace

void export_deliberate_faults(Napi::Object exports, Binding& binding) {
    add<make_fault>(exports, binding, "makeFault");
}

}  // namespace zmq_napi::node
