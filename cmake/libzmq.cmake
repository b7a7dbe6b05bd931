# libzmq, static, with drafts, CURVE, ws, ipc, udp and tcp; without TLS libraries, libbsd, documentation and tests.

# libzmq 4.3.4 asks for CMake 2.8: CMake 4 refuses that, and an older one would fall back to policies that ignore
# our options (CMP0077), visibility (CMP0063), link-time optimization (CMP0069) and MSVC's run-time library (CMP0091).
# From 3.10 on CMake 4 does not announce that it will refuse that too; older ones cannot be told but by the cache.
set(CMAKE_POLICY_VERSION_MINIMUM 3.10)
if(CMAKE_VERSION VERSION_LESS 4)
  set(CMAKE_WARN_DEPRECATED OFF CACHE BOOL "Whether to warn of deprecated functionality")
endif()
foreach(policy CMP0063 CMP0069 CMP0077 CMP0091)
  set(CMAKE_POLICY_DEFAULT_${policy} NEW)
endforeach()

set(ENABLE_DRAFTS ON) # must be set: the default is ON where the top folder has a .git
set(ENABLE_WS ON)
set(ENABLE_CURVE ON)
set(WITH_LIBSODIUM ON)
set(WITH_LIBSODIUM_STATIC ON)
set(BUILD_STATIC ON)
set(BUILD_TESTS ${ZMQ_NAPI_LIBZMQ_TESTS})
foreach(feature BUILD_SHARED WITH_TLS WITH_NSS WITH_LIBBSD WITH_DOC WITH_DOCS
                WITH_PERF_TOOL ENABLE_CPACK ENABLE_CLANG ENABLE_PRECOMPILED LIBZMQ_PEDANTIC)
  set(${feature} OFF)
endforeach()

# What libzmq finds out by running a program cannot be found out when another machine's addon is built, and it would leave it
# out without a word. These hold for every Linux since 3.9 with glibc or musl; a test compares a native build with a cross build.
if(CMAKE_CROSSCOMPILING AND CMAKE_SYSTEM_NAME STREQUAL "Linux")
  foreach(feature EVENTFD_CLOEXEC O_CLOEXEC PTHREAD_SETNAME_2 PTHREAD_SET_AFFINITY SOCK_CLOEXEC SO_BINDTODEVICE SO_KEEPALIVE
                  SO_PRIORITY TCP_KEEPCNT TCP_KEEPIDLE TCP_KEEPINTVL TIPC)
    set(ZMQ_HAVE_${feature} 1 CACHE INTERNAL "Known, since it cannot be tried")
  endforeach()
  foreach(feature PTHREAD_SETNAME_1 PTHREAD_SETNAME_3 TCP_KEEPALIVE)
    set(ZMQ_HAVE_${feature} 0 CACHE INTERNAL "Known, since it cannot be tried")
  endforeach()
endif()

# The same with the version of Windows that it is for, here 10. (From Vista on libzmq polls by wepoll, which ipc needs.) In
# the cache: libzmq sets a cache entry of this name, which in a new build folder would remove a variable.
if(CMAKE_CROSSCOMPILING AND WIN32)
  set(ZMQ_WIN32_WINNT 0x0A00 CACHE STRING "The oldest Windows that is supported" FORCE)
endif()

# libzmq 4.3.4 asks for "Sodium", later ones for "sodium": one file for both, under names that a file system which
# ignores case could not hold side by side in the repository.
foreach(name Sodium sodium)
  configure_file("${CMAKE_CURRENT_LIST_DIR}/sodium-for-libzmq.cmake" "${CMAKE_BINARY_DIR}/modules/Find${name}.cmake" COPYONLY)
endforeach()
list(PREPEND CMAKE_MODULE_PATH "${CMAKE_BINARY_DIR}/modules")
add_subdirectory("${ZMQ_NAPI_LIBZMQ}" libzmq EXCLUDE_FROM_ALL)

# Its warnings are upstream's. (On Unix the archive is made of an object library of this name.)
foreach(target objects libzmq-static)
  if(TARGET ${target})
    target_compile_options(${target} PRIVATE $<IF:$<CXX_COMPILER_ID:MSVC>,/w,-w>)
  endif()
endforeach()

get_target_property(ZMQ_INCLUDE libzmq-static INTERFACE_INCLUDE_DIRECTORIES)
set_target_properties(libzmq-static PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${ZMQ_INCLUDE}")

find_package(Threads REQUIRED)
add_library(zmq_napi_libzmq INTERFACE)
target_link_libraries(zmq_napi_libzmq INTERFACE libzmq-static sodium Threads::Threads)
target_compile_definitions(zmq_napi_libzmq INTERFACE ZMQ_BUILD_DRAFT_API ZMQ_NAPI_VENDORED_LIBZMQ)

# How many patches the source has, and which: for the one file of the addon that says so.
set(ZMQ_NAPI_STAMP "${ZMQ_NAPI_LIBZMQ}/vendored.json")
if(EXISTS "${ZMQ_NAPI_STAMP}")
  set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${ZMQ_NAPI_STAMP}")
  file(READ "${ZMQ_NAPI_STAMP}" stamp)
  if(stamp MATCHES "\"patches\":{\"count\":([0-9]+),\"digest\":\"([0-9a-f]+)\"}")
    set_source_files_properties(
      "${CMAKE_SOURCE_DIR}/native/node/exports/addon.cc"
      PROPERTIES COMPILE_DEFINITIONS "ZMQ_NAPI_PATCH_COUNT=${CMAKE_MATCH_1};ZMQ_NAPI_PATCH_DIGEST=\"${CMAKE_MATCH_2}\"")
  endif()
endif()
