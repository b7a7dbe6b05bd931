import { Reply, Request } from "zmq-napi"
import { type Pattern, type Setup, timeLimit } from "./pattern"

const message = Buffer.alloc(16)

export interface RoundTrips {
  count: number
  seconds: number
  /** The time that half of the round trips stay within, in microseconds. */
  p50: number
  /** The time that 99 in 100 of them stay within. */
  p99: number
}

/** Answers each request with itself, the last one being empty. */
async function reply({ endpoints, reportBound }: Setup): Promise<undefined> {
  using socket = new Reply(timeLimit)
  await socket.bind(endpoints[0])
  reportBound(socket.lastEndpoint)

  let last = false
  while (!last) {
    const request = await socket.receive()
    await socket.send(request)
    last = String(request) === ""
  }
}

async function request({ endpoints, seconds }: Setup): Promise<RoundTrips> {
  using socket = new Request(timeLimit)
  socket.connect(endpoints[0])

  await roundTrips(socket, seconds / 7) // the warm-up
  const start = performance.now()
  const times = (await roundTrips(socket, seconds)).sort()
  const elapsed = performance.now() - start

  await socket.send("")
  await socket.receive()
  const percentile = (percent: number) => 1000 * (times[Math.floor(((times.length - 1) * percent) / 100)] ?? 0)
  return { count: times.length, seconds: elapsed / 1000, p50: percentile(50), p99: percentile(99) }
}

/** Milliseconds of each round trip. */
async function roundTrips(socket: Request, seconds: number): Promise<Float64Array> {
  const times: number[] = []
  const end = performance.now() + 1000 * seconds
  for (let start = performance.now(); start < end; ) {
    await socket.send(message)
    await socket.receive()
    const now = performance.now()
    times.push(now - start)
    start = now
  }
  return Float64Array.from(times)
}

export const roundTrip: Pattern<RoundTrips | undefined> = {
  title: "Round trip",
  roles: { reply, request },
  first: "reply",
  others: ["request"],
}
