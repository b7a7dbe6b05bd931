import { setTimeout as pause, setImmediate } from "node:timers/promises"

/**
 * Options for a receive or send that must succeed: far longer than it takes, so that it fails instead of hanging.
 */
export const timeLimit = { timeout: 10_000 }

/** Waits for the promise, and fails when the time limit is over. */
export async function withinTimeLimit(promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("It never ended")), timeLimit.timeout)
  })
  await Promise.race([promise, late])
  clearTimeout(timer)
}

/** Waits until the condition holds, checking it in each turn of the event loop: for states without an event. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + timeLimit.timeout
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`It never came true: ${condition}`)
    await setImmediate()
  }
}

/** Writes byte after byte with a pause before each, in milliseconds: as slowly as a long message may arrive. */
export async function slowly(bytes: Buffer, write: (byte: Buffer) => void, milliseconds: number): Promise<void> {
  for (const byte of bytes) {
    await pause(milliseconds)
    write(Buffer.of(byte))
  }
}
