import { binding } from "./binding.js"

const names = ["ipc", "pgm", "tipc", "norm", "vmci", "curve", "gssapi", "draft", "ws", "wss"] as const

/**
 * What the libzmq that is linked in was built with.
 *
 * @see zmq_has(3)
 */
export const capability: Readonly<Partial<Record<(typeof names)[number], boolean>>> = Object.freeze(
  Object.fromEntries(names.map((name) => [name, has(name)])),
)

// zmq_has knows the WebSocket transports in upper case only.
function has(name: string): boolean {
  return binding.has(name.startsWith("ws") ? name.toUpperCase() : name)
}

/** The version of the libzmq that is linked in: `"4.3.4"`. */
export const version: string = binding.version
