import { availableParallelism, cpus, loadavg } from "node:os"
import { version } from "zmq-napi"
import type { Pattern } from "./pattern"
import type { Processes } from "./processes"
import { type RoundTrips, roundTrip } from "./round-trip"
import { type Throughput, throughput } from "./throughput"

const address = ["tcp://127.0.0.1:*"]

/** What the figures are of, and what else the machine had to do: without it, they say nothing. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown CPU"
  const [lastMinute = 0] = loadavg()
  const load = `load ${lastMinute.toFixed(1)}`
  const versions = `Node.js ${process.versions.node}, libzmq ${version}`
  return `${availableParallelism()} x ${model}, ${load}, ${process.platform} ${process.arch}, ${versions}`
}

/** Measures for about so many seconds, warm-ups included: lines that tell the figures. */
export async function measure(processes: Processes, seconds: number): Promise<string[]> {
  const [pull, push] = await results(processes, throughput, 0.5 * seconds)
  const [, request] = await results(processes, roundTrip, 0.35 * seconds)
  if (!pull || !push || !request) throw new Error("A role of the measurement has no result")
  return [throughputLine(pull, push), roundTripLine(request)]
}

async function results<Result>(processes: Processes, pattern: Pattern<Result>, seconds: number): Promise<Result[]> {
  const { roles } = await processes.run(pattern, address, seconds)
  return roles.map(({ result }) => result)
}

function throughputLine(pull: Throughput, push: Throughput): string {
  const pushCpu = push.cpuMicroseconds / push.messages
  const pullCpu = pull.cpuMicroseconds / pull.messages
  const cpu = `${(pushCpu + pullCpu).toFixed(2)} µs of CPU a message (push ${pushCpu.toFixed(2)}, pull ${pullCpu.toFixed(2)})`
  return `PUSH to PULL, each awaited  ${rate(pull.messages / pull.seconds)} messages/s     ${cpu}`
}

function roundTripLine({ count, seconds, p50, p99 }: RoundTrips): string {
  return `REQ to REP and back         ${rate(count / seconds)} round trips/s  p50 ${p50.toFixed(1)} µs, p99 ${p99.toFixed(1)} µs`
}

function rate(perSecond: number): string {
  return Math.round(perSecond).toLocaleString("en-US").padStart(9)
}
