import type { PeerSpec } from "../protocol"

/** What publishers send before a run, so that subscribers know that they are joined. */
export const probe = Buffer.alloc(1)

/** Whether a message counts. Throws when it is not what the scenario sends. */
export type Check = (message: readonly Buffer[]) => boolean

/** The message that is sent again and again: a Buffer, or an array of parts where there are several. */
export function preparedMessage({ size, parts = 1 }: PeerSpec): Buffer | Buffer[] {
  const part = Buffer.alloc(size)
  return parts === 1 ? part : new Array(parts).fill(part)
}

export function checkOf({ size, parts = 1 }: PeerSpec): Check {
  return (message) => {
    if (message.length !== parts) throw new Error(`A message has ${message.length} parts, not ${parts}`)
    for (let index = 0; index < parts; index++) {
      if (message[index].length !== size) throw new Error(`A part has ${message[index].length} bytes, not ${size}`)
    }
    return true
  }
}

/** As {@link checkOf}, but probes do not count. */
export function checkBesideProbes(spec: PeerSpec): Check {
  if (spec.size === probe.length) throw new Error("A message of one byte cannot be told from a probe")
  const check = checkOf(spec)
  return (message) => (message.length === 1 && message[0].length === probe.length ? false : check(message))
}
