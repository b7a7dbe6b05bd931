import path from "node:path"
import { fileURLToPath } from "node:url"

const here = path.dirname(fileURLToPath(import.meta.url))
const installed = path.join(here, "node_modules")

/**
 * @typedef {object} Runtime
 * @property {string} name
 * @property {string} command
 * @property {string[]} program what comes before a program on its command line
 * @property {string[]} test what comes before a compiled test file; none for Node, whose tests scripts/test.mjs runs
 * @property {Record<string, string>} leftOut the core tests that it cannot pass, each with the reason
 */

/** @type {Runtime[]} */
export const runtimes = [
  {
    name: "bun",
    command: path.join(installed, "bun", "bin", "bun"),
    program: [],
    // Bun's own runner understands node:test; it takes nothing else than a path for a file.
    test: ["test", "--timeout=60000"],
    leftOut: {
      "context/context": "one test starts the uv reactor, which is refused in Bun",
      "engine/send-many": "one test calls gc(), which Bun has not",
      "message/codecs": "Bun's node:v8 has no Deserializer, so there are no structured clones",
      "message/transfer": "small Buffers of Bun have memory of their own, and so can be transferred",
    },
  },
  {
    name: "deno",
    command: path.join(installed, "deno", "deno"),
    program: ["run", "--allow-all", "--no-lock"],
    test: ["test", "--allow-all", "--no-lock", "--no-check", "--v8-flags=--expose-gc"],
    leftOut: {
      "context/context": "one test starts the uv reactor, which is refused in Deno",
      "engine/binding-again": "worker.terminate() resolves before the thread's sockets are closed",
      "options/options": "Deno's fstat() does not know descriptors that Deno has not opened",
    },
  },
  ...["20", "22", "24", "26"].map((version) => ({
    name: `node-${version}`,
    command: path.join(installed, `node-${version}`, "bin", "node"),
    program: [],
    test: [],
    leftOut: {},
  })),
]

/** The files of test/ about what every program uses, which Bun's and Deno's own test runners run. */
export const coreTests = [
  "auth/authenticator",
  "context/context",
  "curve/handshake",
  "curve/keys",
  "engine/abort",
  "engine/binding-again",
  "engine/drain",
  "engine/order",
  "engine/partial-send",
  "engine/prefetch",
  "engine/receive",
  "engine/receive-many",
  "engine/send",
  "engine/send-many",
  "engine/stats",
  "engine/timeout",
  "engine/wake-ups",
  "message/codecs",
  "message/long-parts",
  "message/message",
  "message/properties",
  "message/transfer",
  "message/zero-copy",
  "monitor/events",
  "monitor/listeners",
  "monitor/observer",
  "options/defaults",
  "options/options",
  "options/options-in-effect",
  "options/text-options",
  "poller/closed",
  "poller/poller",
  "poller/semantics",
  "poller/waiting",
  "proxy/capture",
  "proxy/proxy",
  "proxy/rejected",
  "socket/batches",
  "socket/state",
  "sync/sync",
  "sync/with-waiting-operations",
  "util/iteration",
]
