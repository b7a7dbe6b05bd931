# libzmq's own tests, over the libzmq that the addon links. They need the whole source, which the package does not bring:
# scripts/test-libzmq.mjs unpacks and patches it.
enable_testing()

# By the file's name, for a target would have to be exported along: see sodium-for-libzmq.cmake.
set_property(TARGET libzmq-static APPEND PROPERTY INTERFACE_LINK_LIBRARIES $<TARGET_FILE:sodium>)

set(ZMQ_NAPI_TEST_TARGETS)
foreach(folder tests unittests)
  get_property(targets DIRECTORY "${ZMQ_NAPI_LIBZMQ}/${folder}" PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target ${targets})
    get_target_property(type ${target} TYPE)
    if(type STREQUAL "EXECUTABLE")
      add_dependencies(${target} sodium)
      list(APPEND ZMQ_NAPI_TEST_TARGETS ${target})
    endif()
  endforeach()
endforeach()

# Upstream compiles TweetNaCl into this one, whatever libzmq uses: libsodium has the same functions.
get_target_property(sources test_security_curve SOURCES)
list(FILTER sources EXCLUDE REGEX "^\\.\\./src/")
set_property(TARGET test_security_curve PROPERTY SOURCES ${sources})
set_property(TARGET test_security_curve PROPERTY COMPILE_DEFINITIONS)
target_include_directories(test_security_curve PRIVATE ${SODIUM_INCLUDE} ${SODIUM_GENERATED_INCLUDE})

add_custom_target(libzmq_tests DEPENDS ${ZMQ_NAPI_TEST_TARGETS})
