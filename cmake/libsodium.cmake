# libsodium has no CMake build of its own. The macros are those of its build.zig (per system and per processor), which
# needs no probing either; only the system calls that old C libraries lack are checked.
include(CheckIncludeFile)
include(CheckSymbolExists)

set(SODIUM_SOURCE "${ZMQ_NAPI_LIBSODIUM}/src/libsodium")
set(SODIUM_INCLUDE "${SODIUM_SOURCE}/include")
set(SODIUM_GENERATED_INCLUDE "${CMAKE_CURRENT_BINARY_DIR}/libsodium/include")

# autoconf writes version.h; this is the ready-made one of the release. It names its neighbour as from the same folder,
# which is the source's and stays as it was unpacked.
file(READ "${ZMQ_NAPI_LIBSODIUM}/builds/msvc/version.h" SODIUM_VERSION_H)
string(REPLACE "\"export.h\"" "\"sodium/export.h\"" SODIUM_VERSION_H "${SODIUM_VERSION_H}")
file(WRITE "${SODIUM_GENERATED_INCLUDE}/version.h.in" "${SODIUM_VERSION_H}")
configure_file("${SODIUM_GENERATED_INCLUDE}/version.h.in" "${SODIUM_GENERATED_INCLUDE}/sodium/version.h" COPYONLY)

file(GLOB_RECURSE SODIUM_SOURCES "${SODIUM_SOURCE}/*.c")
if(NOT WIN32)
  file(GLOB_RECURSE SODIUM_ASSEMBLER "${SODIUM_SOURCE}/*.S")
  list(APPEND SODIUM_SOURCES ${SODIUM_ASSEMBLER})
endif()

add_library(sodium STATIC EXCLUDE_FROM_ALL ${SODIUM_SOURCES})
# Cryptography stays out of link-time optimization: its constant-time code and the wiping of secrets rely on the
# compiler not seeing through calls from one file to another. CURVE's cost is in these functions, not around them.
set_target_properties(sodium PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF C_STANDARD 11)
target_include_directories(sodium SYSTEM PUBLIC "${SODIUM_INCLUDE}" "${SODIUM_GENERATED_INCLUDE}")
target_include_directories(sodium PRIVATE "${SODIUM_INCLUDE}/sodium" "${SODIUM_GENERATED_INCLUDE}/sodium")
target_compile_definitions(sodium PUBLIC SODIUM_STATIC)
target_compile_definitions(sodium PRIVATE CONFIGURED=1 DEV_MODE=1 _GNU_SOURCE=1 HAVE_STDINT_H=1 HAVE_INTTYPES_H=1 HAVE_RAISE=1)

include(TestBigEndian)
test_big_endian(SODIUM_BIG_ENDIAN)
if(SODIUM_BIG_ENDIAN)
  target_compile_definitions(sodium PRIVATE NATIVE_BIG_ENDIAN=1)
else()
  target_compile_definitions(sodium PRIVATE NATIVE_LITTLE_ENDIAN=1)
endif()

if(MSVC)
  target_compile_options(sodium PRIVATE /w)
else()
  # Distributions have -flto in CFLAGS.
  target_compile_options(sodium PRIVATE -w -fno-lto)
  if(ZMQ_NAPI_SANITIZE)
    target_compile_options(sodium PRIVATE -fno-sanitize=all)
  endif()
  target_compile_definitions(
    sodium
    PRIVATE HAVE_ATOMIC_OPS=1
            HAVE_C11_MEMORY_FENCES=1
            HAVE_GCC_MEMORY_FENCES=1
            HAVE_INLINE_ASM=1
            HAVE_SYS_PARAM_H=1)
  if(CMAKE_SIZEOF_VOID_P EQUAL 8)
    target_compile_definitions(sodium PRIVATE HAVE_TI_MODE=1)
  endif()
endif()

if(UNIX)
  target_compile_definitions(
    sodium
    PRIVATE TLS=_Thread_local
            HAVE_CATCHABLE_ABRT=1
            HAVE_CATCHABLE_SEGV=1
            HAVE_CLOCK_GETTIME=1
            HAVE_GETPID=1
            HAVE_MADVISE=1
            HAVE_MLOCK=1
            HAVE_MMAP=1
            HAVE_MPROTECT=1
            HAVE_NANOSLEEP=1
            HAVE_POSIX_MEMALIGN=1
            HAVE_PTHREAD=1
            HAVE_PTHREAD_PRIO_INHERIT=1
            HAVE_SYSCONF=1
            HAVE_SYS_MMAN_H=1
            HAVE_WEAK_SYMBOLS=1)
  check_include_file(sys/random.h SODIUM_HAVE_SYS_RANDOM_H)
  check_include_file(sys/auxv.h SODIUM_HAVE_SYS_AUXV_H)
  check_include_file(cet.h SODIUM_HAVE_CET_H)
  foreach(header SYS_RANDOM_H SYS_AUXV_H CET_H)
    if(SODIUM_HAVE_${header})
      target_compile_definitions(sodium PRIVATE HAVE_${header}=1)
    endif()
  endforeach()
  if(APPLE)
    target_compile_definitions(
      sodium PRIVATE ASM_HIDE_SYMBOL=.private_extern HAVE_ARC4RANDOM=1 HAVE_ARC4RANDOM_BUF=1 HAVE_GETENTROPY=1
                     HAVE_MEMSET_S=1)
  else()
    target_compile_definitions(sodium PRIVATE ASM_HIDE_SYMBOL=.hidden)
  endif()
endif()

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  target_compile_definitions(
    sodium
    PRIVATE HAVE_CPUID=1
            HAVE_MMINTRIN_H=1
            HAVE_EMMINTRIN_H=1
            HAVE_PMMINTRIN_H=1
            HAVE_TMMINTRIN_H=1
            HAVE_SMMINTRIN_H=1
            HAVE_AVXINTRIN_H=1
            HAVE_AVX2INTRIN_H=1
            HAVE_AVX512FINTRIN_H=1
            HAVE_WMMINTRIN_H=1
            HAVE_RDRAND=1)
  if(NOT WIN32)
    target_compile_definitions(sodium PRIVATE HAVE_AMD64_ASM=1 HAVE_AVX_ASM=1)
  endif()
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64|ARM64)$")
  target_compile_definitions(sodium PRIVATE HAVE_ARMCRYPTO=1)
endif()
