import { binding } from "./binding.js"

const names = ["ipc", "pgm", "tipc", "norm", "vmci", "curve", "gssapi", "draft", "ws", "wss"] as const

/** A part of libzmq that it can be built with or without. */
export type Capability = (typeof names)[number]

/**
 * The capabilities that the linked libzmq was built with: `capability.curve`, `capability.pgm`, and so on.
 *
 * @see zmq_has(3)
 */
export const capability: Readonly<Partial<Record<Capability, boolean>>> = Object.freeze(
  Object.fromEntries(names.map((name) => [name, has(name)])),
)

// zmq_has knows the names of the WebSocket transports only in upper case.
function has(name: string): boolean {
  return binding.has(name.startsWith("ws") ? name.toUpperCase() : name)
}

/** The version of the linked libzmq, such as `"4.3.4"`. */
export const version: string = binding.version

/** The patches of the linked libzmq: see {@link libzmqPatches}. */
export interface LibzmqPatches {
  /** The number of patches; 0 for a system's libzmq. */
  readonly count: number
  /** The SHA-256 of the output of `sha256sum *.patch` in `native/patches/libzmq`; empty for a system's libzmq. */
  readonly digest: string
}

/**
 * The patches of the linked libzmq. A bug report should name them, beside {@link version}.
 * `docs/reference/libzmq-patches.md` lists the patches. A system's libzmq (build option `--system-libzmq`) has none.
 */
export const libzmqPatches: LibzmqPatches = Object.freeze({ ...binding.patches })
