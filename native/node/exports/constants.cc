#include "node/exports/constants.h"

#include <zmq.h>

namespace zmq_napi::node {

namespace {

struct Constant {
    const char* name;
    int value;
};

constexpr Constant kConstants[] = {
#define CONSTANT(name) {#name, name},
// cmake/constants.cmake makes it of zmq.h.
#include <zmq_constants.inc>
#undef CONSTANT
};

}  // namespace

Napi::Object make_constants(Napi::Env env) {
    Napi::Object constants = Napi::Object::New(env);
    for (const Constant& constant : kConstants) {
        constants.Set(constant.name, Napi::Number::New(env, constant.value));
    }
    constants.Freeze();
    return constants;
}

}  // namespace zmq_napi::node
