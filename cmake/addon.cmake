# The addon: native/zmq (knows no JavaScript) and native/node (Node-API).
include(cmake/constants.cmake)

file(GLOB ZMQ_NAPI_SOURCES CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/native/zmq/*.cc"
     "${CMAKE_CURRENT_SOURCE_DIR}/native/node/*/*.cc")

# cmake-js gives CMAKE_JS_SRC and CMAKE_JS_LIB on Windows only: the delay-load hook and the import library.
add_library(zmq_napi MODULE ${ZMQ_NAPI_SOURCES} ${CMAKE_JS_SRC})
set_target_properties(
  zmq_napi
  PROPERTIES PREFIX ""
             SUFFIX ".node"
             CXX_STANDARD 17
             CXX_STANDARD_REQUIRED ON
             CXX_EXTENSIONS OFF
             # The generator expression keeps generators with several configurations from appending a folder.
             LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/$<1:addon>")

target_include_directories(zmq_napi PRIVATE "${CMAKE_CURRENT_SOURCE_DIR}/native" "${CMAKE_BINARY_DIR}/generated")
target_include_directories(zmq_napi SYSTEM PRIVATE "${ZMQ_NAPI_VENDOR}/node-api-headers/include"
                                                   "${ZMQ_NAPI_VENDOR}/node-addon-api")
# A thread that is being terminated cannot throw any more: without the last of these an error then ends the process.
target_compile_definitions(zmq_napi PRIVATE NAPI_VERSION=8 NODE_ADDON_API_DISABLE_DEPRECATED
                                            NODE_ADDON_API_DISABLE_CPP_EXCEPTIONS
                                            NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS)
# Faults on purpose, which show that the sanitizers see them. Only in the repository.
set(ZMQ_NAPI_DELIBERATE_FAULTS "${CMAKE_CURRENT_SOURCE_DIR}/test/sanitizers/deliberate_faults.cc")
if(ZMQ_NAPI_SANITIZE AND EXISTS "${ZMQ_NAPI_DELIBERATE_FAULTS}")
  target_sources(zmq_napi PRIVATE "${ZMQ_NAPI_DELIBERATE_FAULTS}")
  target_compile_definitions(zmq_napi PRIVATE ZMQ_NAPI_DELIBERATE_FAULTS)
endif()
target_link_libraries(zmq_napi PRIVATE zmq_napi_libzmq ${CMAKE_DL_LIBS} ${CMAKE_JS_LIB})

if(MSVC)
  target_compile_options(zmq_napi PRIVATE /W4)
  if(CMAKE_JS_NODELIB_DEF AND CMAKE_JS_NODELIB_TARGET)
    execute_process(COMMAND ${CMAKE_AR} /def:${CMAKE_JS_NODELIB_DEF} /out:${CMAKE_JS_NODELIB_TARGET}
                            ${CMAKE_STATIC_LINKER_FLAGS})
  endif()
else()
  target_compile_options(zmq_napi PRIVATE -Wall -Wextra -Wpedantic -Wshadow)
endif()

# Only what Node looks for is visible: -fvisibility=hidden does not reach zmq_*, which ZMQ_EXPORT makes public, and
# another libzmq or libstdc++ in the process must neither see ours nor be taken for it.
if(APPLE)
  target_link_options(
    zmq_napi PRIVATE -Wl,-dead_strip -Wl,-exported_symbol,_napi_register_module_v1
    -Wl,-exported_symbol,_node_api_module_get_api_version_v1 -undefined dynamic_lookup)
elseif(MINGW)
  include(cmake/mingw-addon.cmake)
elseif(UNIX)
  set(ZMQ_NAPI_EXPORTS "${CMAKE_CURRENT_LIST_DIR}/exports.map")
  set_target_properties(zmq_napi PROPERTIES LINK_DEPENDS "${ZMQ_NAPI_EXPORTS}")
  # nodelete: a worker thread that ends unloads its addons, while libzmq's I/O threads still run in this one.
  target_link_options(zmq_napi PRIVATE "-Wl,--version-script=${ZMQ_NAPI_EXPORTS}" -Wl,-z,nodelete -Wl,--gc-sections
                      -Wl,--as-needed)
  if(ZMQ_NAPI_STATIC_RUNTIME AND NOT ZMQ_NAPI_SANITIZE)
    target_link_options(zmq_napi PRIVATE -static-libstdc++ -static-libgcc)
  elseif(ZMQ_NAPI_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND ZMQ_NAPI_SANITIZE MATCHES "undefined")
    # Beside AddressSanitizer's shared library, UBSan's finds that one's functions of the same names and ignores log_path.
    target_link_options(zmq_napi PRIVATE -static-libubsan)
  endif()
  if(NOT ZMQ_NAPI_SYMBOLS)
    target_link_options(zmq_napi PRIVATE $<$<CONFIG:Release>:-s>)
  endif()
endif()
