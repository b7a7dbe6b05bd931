import { openSync, readSync } from "node:fs"

/**
 * How long this thread has had a processor, in milliseconds: it stands still while other programs have it. Where the
 * system has no account of threads, the time of the whole process, with the threads of the collector and the compiler.
 */
export const processorTime: () => number = threadUsage() ?? schedulerAccount() ?? processUsage

/** Node's own, from 22.19 on. */
function threadUsage(): (() => number) | undefined {
  const { threadCpuUsage } = process as unknown as { threadCpuUsage?: () => NodeJS.CpuUsage }
  return threadCpuUsage && (() => milliseconds(threadCpuUsage.call(process)))
}

/** Linux's account of this thread, whose first number is in nanoseconds. */
function schedulerAccount(): (() => number) | undefined {
  const cell = new Int32Array(new SharedArrayBuffer(4))
  const text = Buffer.alloc(100)
  try {
    const file = openSync("/proc/thread-self/schedstat", "r")
    const read = () => {
      // The account is exact only when the thread leaves its processor: so it sleeps for a moment.
      Atomics.wait(cell, 0, 0, 0.05)
      return Number.parseInt(text.toString("latin1", 0, readSync(file, text, 0, text.length, 0)), 10) / 1e6
    }
    return read() > 0 ? read : undefined
  } catch {
    return undefined
  }
}

function processUsage(): number {
  return milliseconds(process.cpuUsage())
}

function milliseconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000
}
