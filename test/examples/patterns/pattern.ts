import { Example } from "../example"

/** Heartbeats in milliseconds: short enough for a test, long enough for a busy machine. */
const heartbeat = 250

/** A role of a pattern, in a process of its own. */
export class Role extends Example {
  constructor(pattern: string, ...parameters: string[]) {
    super(`patterns/${pattern}`, ...parameters, "--heartbeat", String(heartbeat))
  }
}

/** The numbers of the requests that were answered, in the order of the replies that a client prints. */
export function answered(lines: readonly string[]): number[] {
  return lines.flatMap((line) => {
    const [, number] = /^Reply: (\d+) /.exec(line) ?? []
    return number === undefined ? [] : [Number(number)]
  })
}

/** The numbers from 1 to `count`. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
