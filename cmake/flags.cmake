# What holds for all three libraries.

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release)
endif()

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

if(NOT MSVC)
  # CMAKE_<LANGUAGE>_FLAGS begins with CFLAGS and CXXFLAGS of the environment. Distributions choose their own level there.
  foreach(language C CXX)
    set(CMAKE_${language}_FLAGS_RELEASE "-DNDEBUG")
    if(NOT CMAKE_${language}_FLAGS MATCHES "(^| )-O")
      string(PREPEND CMAKE_${language}_FLAGS_RELEASE "-O3 ")
    endif()
  endforeach()
  # For a debugger. The assertions of C are on without NDEBUG; those of libstdc++ check indices and empty containers.
  set(CMAKE_C_FLAGS_DEBUG "-O0 -g")
  set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g -D_GLIBCXX_ASSERTIONS")
  # One section a function, so that the linker can drop those that nothing calls.
  add_compile_options(-ffunction-sections -fdata-sections)
  # libzmq's assertions print __FILE__: the same, wherever the source lies.
  include(CheckCXXCompilerFlag)
  check_cxx_compiler_flag(-fmacro-prefix-map=/from=/to ZMQ_NAPI_HAVE_PREFIX_MAP)
  if(ZMQ_NAPI_HAVE_PREFIX_MAP)
    add_compile_options("-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/="
                        "-fmacro-prefix-map=${ZMQ_NAPI_LIBZMQ}/=native/vendor/libzmq/")
  endif()
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Debug")
  # Functions stay where their source has them.
  set(ZMQ_NAPI_LTO OFF)
endif()

if(ZMQ_NAPI_SANITIZE)
  # The sanitizers' run time wants the shared libstdc++ and sees more in code that is not merged.
  set(ZMQ_NAPI_LTO OFF)
  set(ZMQ_NAPI_SYMBOLS ON)
  add_compile_options(-fsanitize=${ZMQ_NAPI_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${ZMQ_NAPI_SANITIZE})
endif()

if(ZMQ_NAPI_SYMBOLS AND NOT MSVC)
  add_compile_options(-g)
endif()

if(ZMQ_NAPI_LTO)
  # Without CMP0069 NEW, check_ipo_supported() and the property do nothing in projects of an older policy level.
  set(CMAKE_POLICY_DEFAULT_CMP0069 NEW)
  cmake_policy(SET CMP0069 NEW)
  include(CheckIPOSupported)
  check_ipo_supported(RESULT ZMQ_NAPI_HAVE_LTO OUTPUT ignored)
  if(ZMQ_NAPI_HAVE_LTO)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  else()
    # Clang's needs llvm-ar, and lld or LLVM's plugin for another linker.
    message(STATUS "Building without link-time optimization, because this toolchain has none that works")
  endif()
endif()
