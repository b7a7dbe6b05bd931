import { binding } from "./binding.js"

const names = ["ipc", "pgm", "tipc", "norm", "vmci", "curve", "gssapi", "draft", "ws", "wss"] as const

/** What libzmq can be built with or without. */
export type Capability = (typeof names)[number]

/**
 * What the libzmq that is linked in was built with: `capability.curve`, `capability.pgm`, and so on.
 *
 * @see zmq_has(3)
 */
export const capability: Readonly<Partial<Record<Capability, boolean>>> = Object.freeze(
  Object.fromEntries(names.map((name) => [name, has(name)])),
)

// zmq_has knows the WebSocket transports in upper case only.
function has(name: string): boolean {
  return binding.has(name.startsWith("ws") ? name.toUpperCase() : name)
}

/** The version of the libzmq that is linked in: `"4.3.4"`. */
export const version: string = binding.version
