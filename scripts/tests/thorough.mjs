// The test files that only `npm run test:all` runs, and `npm test -- <word>` when a word names them. Single tests are
// left out by `thoroughOnly` of test/support/thorough.ts.

/**
 * What the paths begin with, and why `npm test` does without these files.
 * @type {Record<string, string>}
 */
const thoroughOnly = {
  "bench/": "tests the benchmark, not the library",
  "builds/": "needs builds of its own, which npm run test:builds makes",
  "cli/back-pressure": "waits until nothing moves any more",
  "cli/bench": "measures",
  "cli/help-examples": "runs every example of the help texts",
  "cli/security": "makes keys and shakes hands in a dozen processes",
  "cli/terminal": "draws in a terminal of tmux",
  "cli/pyzmq": "talks to pyzmq",
  "documents/code": "compiles and runs each block of code of the pages",
  "draft/threads": "runs twelve processes that look for a rare order of events",
  "dropin/compilers/": "compiles the drop-in programs with three versions of TypeScript",
  "dropin/members": "compiles zeromq's types against ours, member by member",
  "dropin/types": "compiles programs against zeromq's types and ours",
  "examples/browser": "starts a browser",
  "examples/patterns/": "kills processes, and waits until their peers notice",
  "examples/services/": "needs packages that npm run test:services installs, and a browser",
  "examples/service.": "ends a service at random moments, in rounds",
  "interop/": "talks to pyzmq, zeromq, jszmq and browsers",
  "lifetimes/exit": "waits ten seconds for a peer that does not come",
  "lifetimes/leaks": "opens 50,000 sockets and 1,500 contexts",
  "message/many-parts": "sends a message of a million parts",
  "proxy/soak": "forwards thousands of random messages under each of four settings",
  "reliability/faults/": "breaks networks, processes and clocks, and waits until peers notice",
  "reliability/soak/scale": "opens 10,000 connections",
  "reliability/soak/soak": "takes a minute",
  "scripts/build-flags": "starts CMake for each combination of compiler and flags",
  "scripts/debug-build": "configures the build once more",
  "scripts/docs": "builds the whole site, and looks at it in a browser",
  "scripts/npm-config": "starts npm a dozen times",
  "scripts/release": "makes repositories, and releases in them",
  "v5-compat/types": "compiles programs against the types of zeromq 4, 5 and 6 and ours",
}

/** @param {string} file its path in test/ */
export function isThoroughOnly(file) {
  return Object.keys(thoroughOnly).some((beginning) => file.startsWith(beginning))
}

/**
 * The entries that no file fits, because it was renamed.
 * @param {string[]} files
 */
export function staleEntries(files) {
  return Object.keys(thoroughOnly).filter((beginning) => !files.some((file) => file.startsWith(beginning)))
}
