import { binding } from "#lib/addon/binding"

/** For tests of what the patches to libzmq mend: a system's libzmq has none of them. */
export const patched = { skip: !binding.vendored && "the vendored libzmq is patched" }
