# The benchmark's peer in plain C, over the same libzmq, with the same flags, as the addon. Only in the repository, and
# only on demand: scripts/build-bench.mjs.
if(NOT UNIX)
  return()
endif()

file(GLOB ZMQ_NAPI_PEER_SOURCES CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/bench/native/*.c")
add_executable(libzmq-peer EXCLUDE_FROM_ALL ${ZMQ_NAPI_PEER_SOURCES})
set_target_properties(
  libzmq-peer
  PROPERTIES C_STANDARD 11
             C_STANDARD_REQUIRED ON
             # For POSIX's names.
             C_EXTENSIONS ON
             # libzmq's language, whose library it needs.
             LINKER_LANGUAGE CXX
             RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/$<1:bench>")
target_compile_options(libzmq-peer PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes)
target_link_libraries(libzmq-peer PRIVATE zmq_napi_libzmq)
if(NOT APPLE AND NOT ZMQ_NAPI_SANITIZE)
  target_link_options(libzmq-peer PRIVATE -static-libstdc++ -static-libgcc -Wl,--gc-sections -Wl,--as-needed)
endif()

# What it says of itself in the benchmark's report: `g++ 12.2.0 -O3 LTO`.
string(REPLACE "GNU" "g++" ZMQ_NAPI_PEER_BUILD "${CMAKE_CXX_COMPILER_ID}")
string(REGEX MATCH "-O[^ ]*" ZMQ_NAPI_OPTIMIZATION "${CMAKE_CXX_FLAGS_RELEASE}")
string(APPEND ZMQ_NAPI_PEER_BUILD " ${CMAKE_CXX_COMPILER_VERSION} ${ZMQ_NAPI_OPTIMIZATION}")
if(CMAKE_INTERPROCEDURAL_OPTIMIZATION)
  string(APPEND ZMQ_NAPI_PEER_BUILD " LTO")
endif()
if(ZMQ_NAPI_SYSTEM_LIBZMQ)
  string(APPEND ZMQ_NAPI_PEER_BUILD ", over the system's libzmq")
endif()
if(ZMQ_NAPI_SANITIZE)
  string(APPEND ZMQ_NAPI_PEER_BUILD " ${ZMQ_NAPI_SANITIZE}")
endif()
target_compile_definitions(libzmq-peer PRIVATE "LIBZMQ_PEER_BUILD=\"${ZMQ_NAPI_PEER_BUILD}\"")
