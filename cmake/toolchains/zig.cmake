# Cross-compiles with zig, whose clang brings the headers and stubs of every glibc and musl it knows:
# -DZMQ_NAPI_ZIG=<the folder of wrapper scripts> -DZMQ_NAPI_ZIG_TARGET=aarch64-linux-gnu.2.17.
set(CMAKE_SYSTEM_NAME Linux)
string(REGEX MATCH "^[^-]+" CMAKE_SYSTEM_PROCESSOR "${ZMQ_NAPI_ZIG_TARGET}")
# CMake configures its small probes with the same toolchain file: they need these two as well.
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES ZMQ_NAPI_ZIG ZMQ_NAPI_ZIG_TARGET)

set(CMAKE_C_COMPILER "${ZMQ_NAPI_ZIG}/zig-cc")
set(CMAKE_CXX_COMPILER "${ZMQ_NAPI_ZIG}/zig-c++")
set(CMAKE_ASM_COMPILER "${ZMQ_NAPI_ZIG}/zig-cc")
foreach(language C CXX ASM)
  set(CMAKE_${language}_COMPILER_TARGET "${ZMQ_NAPI_ZIG_TARGET}")
  set(CMAKE_${language}_COMPILER_AR "${ZMQ_NAPI_ZIG}/zig-ar")
  set(CMAKE_${language}_COMPILER_RANLIB "${ZMQ_NAPI_ZIG}/zig-ranlib")
endforeach()
set(CMAKE_AR "${ZMQ_NAPI_ZIG}/zig-ar")
set(CMAKE_RANLIB "${ZMQ_NAPI_ZIG}/zig-ranlib")

# Nothing of the machine that builds is taken.
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
