/**
 * A system and the tools of it that the package must build with.
 * @typedef {object} Toolchain
 * @property {string} name
 * @property {string} suite of Debian
 * @property {string[]} packages what its root has; the roots of a suite have all that one of its toolchains needs
 * @property {NodeJS.ProcessEnv} [environment]
 * @property {string[]} [parameters] of the build
 */

const gcc = ["cmake", "g++", "make"]
// Where Debian's nodejs is older than the package allows, the node that runs the script is copied in.
const gccAndNode = [...gcc, "nodejs"]
const clang = ["clang", "libc++-dev", "libc++abi-dev"]
// Without lld and llvm, there is no link-time optimization.
const libcxx = { CC: "clang", CXX: "clang++", CXXFLAGS: "-stdlib=libc++" }

/** @type {Toolchain[]} */
export const toolchains = [
  { name: "bullseye", suite: "bullseye", packages: gcc },
  { name: "bookworm", suite: "bookworm", packages: gcc },
  { name: "trixie", suite: "trixie", packages: gccAndNode },
  { name: "trixie-clang-libc++", suite: "trixie", packages: clang, environment: libcxx },
  { name: "sid", suite: "sid", packages: gccAndNode },
  {
    name: "sid-clang-libc++",
    suite: "sid",
    packages: [...clang, "lld", "llvm"],
    environment: { ...libcxx, LDFLAGS: "-fuse-ld=lld" },
  },
]

/** @param {string} suite */
export function packagesOf(suite) {
  return [...new Set(toolchains.filter((one) => one.suite === suite).flatMap(({ packages }) => packages))].sort()
}
