# The system's libzmq, by pkg-config, instead of the vendored one. What it was built with is what there is: its .pc file
# defines ZMQ_BUILD_DRAFT_API when it has the draft API.
foreach(option PGM NORM GSSAPI)
  if(ZMQ_NAPI_${option})
    message(FATAL_ERROR "ZMQ_NAPI_${option} is for the vendored libzmq: the system's has been built already")
  endif()
endforeach()

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(ZMQ_NAPI_SYSTEM_LIBZMQ REQUIRED IMPORTED_TARGET libzmq>=4.3.3)
message(STATUS "The system's libzmq: ${ZMQ_NAPI_SYSTEM_LIBZMQ_VERSION}")
add_library(zmq_napi_libzmq INTERFACE)
target_link_libraries(zmq_napi_libzmq INTERFACE PkgConfig::ZMQ_NAPI_SYSTEM_LIBZMQ Threads::Threads)
