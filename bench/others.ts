// What other processes take of this machine's CPU time: it decides whether figures mean anything.
import { readFileSync } from "node:fs"
import os from "node:os"
import { setTimeout } from "node:timers/promises"

/** A machine on which others take more than this share of the CPU time is busy. */
export const busyFrom = 0.1

/** CPU time since the system or this process began, in milliseconds. */
export interface Reading {
  /** Of all cores, idle time included. */
  total: number
  /** Of all processes, and what the hypervisor gave to other machines. */
  busy: number
  /** Of this process and of those that it started and that have ended. */
  own: number
}

/** Undefined where the system does not tell: elsewhere than on Linux. */
export function readCpuTimes(
  read: (file: string) => string = (file) => readFileSync(file, "utf8"),
): Reading | undefined {
  if (os.platform() !== "linux") return undefined
  try {
    return { ...systemTimes(read("/proc/stat")), own: ownTime(read("/proc/self/stat")) }
  } catch {
    return undefined
  }
}

// What /proc counts in: USER_HZ, which is 100 on every system of Linux.
const millisecondsOfTick = 10

function systemTimes(stat: string): Pick<Reading, "total" | "busy"> {
  const [, line = ""] = /^cpu +(.*)$/m.exec(stat) ?? []
  // Guests' time, which follows, is counted in that of user and nice, too.
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, stolen = 0] = line
    .split(" ")
    .map(Number)
  // Interrupts are no process's. On the loopback device they are the work of whoever sends there.
  const busy = user + nice + system + stolen
  return { total: (busy + idle + waiting + irq + softirq) * millisecondsOfTick, busy: busy * millisecondsOfTick }
}

function ownTime(stat: string): number {
  // The name of the program, which may have spaces, ends with the last bracket. Fields 14 to 17 of proc(5) follow.
  const fields = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number)
  return fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) * millisecondsOfTick
}

/** The share of the CPU time of all cores that other processes took between two readings. */
export function othersBetween(from: Reading | undefined, to: Reading | undefined): number | undefined {
  if (from === undefined || to === undefined || to.total <= from.total) return undefined
  const others = to.busy - from.busy - (to.own - from.own)
  return Math.max(0, others / (to.total - from.total))
}

/** The same over the next so many milliseconds. */
export async function watchOthers(milliseconds = 1000): Promise<number | undefined> {
  const from = readCpuTimes()
  if (from !== undefined) await setTimeout(milliseconds)
  return othersBetween(from, readCpuTimes())
}

/** Whether the figures of a run are doubtful. */
export function isBusy({ before = 0, during = 0 }: { before?: number; during?: number } = {}): boolean {
  return Math.max(before, during) > busyFrom
}
