# Answers libzmq's find_package() with the libsodium that we build. SODIUM_LIBRARIES stays empty on purpose:
# libzmq export()s its target and CMake rejects an exported target that depends on one which is not; the addon links
# the two instead.
set(SODIUM_FOUND TRUE)
set(SODIUM_INCLUDE_DIRS "${SODIUM_INCLUDE}" "${SODIUM_GENERATED_INCLUDE}")
set(SODIUM_LIBRARIES "")
