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

/** Which patches the linked libzmq has: see {@link libzmqPatches}. */
export interface LibzmqPatches {
  /** How many; 0 for a system's libzmq. */
  readonly count: number
  /** The SHA-256 of what `sha256sum *.patch` prints in `native/patches/libzmq`; empty for a system's libzmq. */
  readonly digest: string
}

/**
 * Which patches the linked libzmq has. A report of a fault should name them, beside {@link version}.
 * `docs/libzmq-patches.md` lists the patches. A system's libzmq (build option `--system-libzmq`) has none.
 */
export const libzmqPatches: LibzmqPatches = Object.freeze({ ...binding.patches })
