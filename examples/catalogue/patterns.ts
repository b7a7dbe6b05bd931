import type { Entry } from "./entry"

/** The programs of examples/patterns. */
export const patterns: readonly Entry[] = []
