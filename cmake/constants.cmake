# The integer constants of the zmq.h that is compiled in, for native/node/exports/constants.cc. Left out are older names
# of a constant, which zmq.h defines by the newer one, and what is of no use to JavaScript.
if(ZMQ_NAPI_SYSTEM_LIBZMQ)
  find_file(ZMQ_NAPI_HEADER zmq.h HINTS ${ZMQ_NAPI_SYSTEM_LIBZMQ_INCLUDE_DIRS} REQUIRED)
else()
  set(ZMQ_NAPI_HEADER "${ZMQ_NAPI_LIBZMQ}/include/zmq.h")
endif()

set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${ZMQ_NAPI_HEADER}")
file(STRINGS "${ZMQ_NAPI_HEADER}" lines REGEX "^#define ZMQ_[A-Z0-9_]+[ \t]+[0-9]")
set(constants "")
foreach(line IN LISTS lines)
  string(REGEX REPLACE "^#define (ZMQ_[A-Z0-9_]+).*" "\\1" name "${line}")
  if(NOT name MATCHES "^ZMQ_VERSION|^ZMQ_CURRENT_EVENT_VERSION|DEFINED_STDINT|HAUSNUMERO|HAS_CAPABILITIES|_DFLT$|^ZMQ_(EVENTS|RCVMORE|SRCFD|STREAMER|FORWARDER|QUEUE)$")
    # Some are defined with the draft API alone.
    string(APPEND constants "#ifdef ${name}\nCONSTANT(${name})\n#endif\n")
  endif()
endforeach()
file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/generated/zmq_constants.inc" CONTENT "${constants}")
