# What libzmq can be built with besides: OpenPGM, NORM, GSSAPI. Its own CMake build finds only the first by pkg-config, and
# knows nothing of the last; to all three it is a macro, and for GSSAPI a few sources. The libraries are the system's
# shared ones: static ones are seldom built so that they could go into a shared object.

# libzmq is compiled as an object library where there is one, and as the archive elsewhere.
set(ZMQ_NAPI_LIBZMQ_OBJECTS libzmq-static)
if(TARGET objects)
  set(ZMQ_NAPI_LIBZMQ_OBJECTS objects)
endif()

# zmq_napi_libzmq_option(NAME MACRO modules...): the first of pkg-config's modules that is there.
function(zmq_napi_libzmq_option name macro)
  find_package(PkgConfig REQUIRED)
  pkg_search_module(ZMQ_NAPI_WITH_${name} REQUIRED IMPORTED_TARGET ${ARGN})
  message(STATUS "libzmq with ${name}: ${ZMQ_NAPI_WITH_${name}_VERSION}")
  # Not linked to libzmq's target, which it export()s: CMake rejects that for one that is not exported.
  target_compile_definitions(${ZMQ_NAPI_LIBZMQ_OBJECTS} PRIVATE ${macro})
  target_include_directories(${ZMQ_NAPI_LIBZMQ_OBJECTS} SYSTEM PRIVATE ${ZMQ_NAPI_WITH_${name}_INCLUDE_DIRS})
  target_link_libraries(zmq_napi_libzmq INTERFACE PkgConfig::ZMQ_NAPI_WITH_${name})
endfunction()

if(ZMQ_NAPI_PGM)
  zmq_napi_libzmq_option(PGM ZMQ_HAVE_OPENPGM openpgm-5.3 openpgm-5.2 openpgm)
endif()
if(ZMQ_NAPI_NORM)
  zmq_napi_libzmq_option(NORM ZMQ_HAVE_NORM norm)
endif()
if(ZMQ_NAPI_GSSAPI)
  zmq_napi_libzmq_option(GSSAPI HAVE_LIBGSSAPI_KRB5 krb5-gssapi mit-krb5-gssapi)
  foreach(source gssapi_client gssapi_mechanism_base gssapi_server)
    target_sources(${ZMQ_NAPI_LIBZMQ_OBJECTS} PRIVATE "${ZMQ_NAPI_LIBZMQ}/src/${source}.cpp")
  endforeach()
endif()
