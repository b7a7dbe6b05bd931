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
  "cli/completion": "starts the command line again and again",
  "cli/ends": "starts the command line again and again",
  "cli/help-examples": "runs every example of the help texts",
  "cli/monitor": "starts the command line again and again",
  "cli/pyzmq": "talks to pyzmq",
  "cli/security": "makes keys and shakes hands in a dozen processes",
  "cli/sockets": "starts the command line again and again",
  "cli/terminal": "draws in a terminal of tmux",
  "context/process-end": "starts a process for each end",
  "documents/code": "compiles and runs each block of code of the pages",
  "draft/threads": "runs twelve processes that look for a rare order of events",
  "dropin/compilers/": "compiles the drop-in programs with three versions of TypeScript",
  "dropin/members": "compiles zeromq's types against ours, member by member",
  "dropin/programs": "runs programs with zeromq and with this package",
  "dropin/types": "compiles programs against zeromq's types and ours",
  "engine/binding-again": "waits until addresses are free, over each transport and in each way",
  "examples/": "starts each example, often in several processes; some need a browser or other packages",
  "fuzz/": "attacks sockets with thousands of malformed connections",
  "interop/": "talks to pyzmq, zeromq, jszmq and browsers",
  "lifetimes/abrupt-end": "ends dozens of processes in the middle of their work",
  "lifetimes/alive": "starts a process for each reason to stay alive",
  "lifetimes/close-during-shutdown": "looks for a rare order of events, in rounds",
  "lifetimes/exhausted": "takes all descriptors and sockets that a process may have",
  "lifetimes/exit": "waits ten seconds for a peer that does not come",
  "lifetimes/inproc": "starts a process for each state and end",
  "lifetimes/leaks": "opens 50,000 sockets and 1,500 contexts",
  "lifetimes/observers": "ends workers and processes that observe, in rounds",
  "lifetimes/proxy-worker": "ends workers and processes with running proxies, in rounds",
  "message/many-parts": "sends a message of a million parts",
  "message/without-copy": "ends processes and workers while messages refer to memory",
  "message/zero-copy": "ends processes and workers while messages refer to memory",
  "patterns/last-batch": "closes senders before slow receivers, in rounds, over each transport",
  "patterns/many-subscriptions": "subscribes to 5,000 topics over each transport",
  "patterns/self-connection": "makes networks of its own",
  "poller/cost": "measures the CPU time of polls",
  "poller/process-end": "starts a process for each end",
  "proxy/handed-over": "falls behind with thousands of events",
  "proxy/soak": "forwards thousands of random messages under each of four settings",
  "reliability/faults/": "breaks networks, processes and clocks, and waits until peers notice",
  "reliability/soak/scale": "opens 10,000 connections",
  "reliability/soak/soak": "takes a minute",
  "scripts/build-flags": "starts CMake for each combination of compiler and flags",
  "scripts/debug-build": "configures the build once more",
  "scripts/docs": "builds the whole site, and looks at it in a browser",
  "scripts/installed-build": "installs and builds the package eight times",
  "scripts/npm-config": "starts npm a dozen times",
  "scripts/release": "makes repositories, and releases in them",
  "sync/interrupted": "waits for signals in processes of its own",
  "turns/process-end": "starts a process for each end",
  "types/strictest": "compiles the declarations under the strictest settings",
  "v5-compat/lifetimes": "ends dozens of processes",
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
