import { binding } from "#lib/addon/binding"

/** Options of tests for faults that the patches to libzmq repair, which a system's libzmq still has. */
export const patched = { skip: !binding.vendored && "the vendored libzmq is patched" }
