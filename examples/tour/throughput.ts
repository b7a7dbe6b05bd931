import { Pull, Push } from "zmq-napi"
import type { Pattern, Setup } from "./pattern"

const message = Buffer.alloc(16)
/** Sent before and after what is measured; the first comes after a warm-up. */
const mark = Buffer.alloc(1)

export interface Throughput {
  /** Messages between the marks. */
  messages: number
  /** The time between the marks. */
  seconds: number
  /** What the process used meanwhile, libzmq's threads included. */
  cpuMicroseconds: number
}

async function pull({ endpoints, reportBound }: Setup): Promise<Throughput> {
  using socket = new Pull()
  await socket.bind(endpoints[0])
  reportBound(socket.lastEndpoint)

  await receiveToMark(socket)
  const measured = stopwatch()
  return measured(await receiveToMark(socket))
}

async function receiveToMark(socket: Pull): Promise<number> {
  for (let messages = 0; ; messages++) {
    const [part] = await socket.receive()
    if (part?.length === mark.length) return messages
  }
}

async function push({ endpoints, seconds }: Setup): Promise<Throughput> {
  using socket = new Push()
  socket.connect(endpoints[0])

  await sendFor(socket, seconds / 5)
  await socket.send(mark)
  const measured = stopwatch()
  const messages = await sendFor(socket, seconds)
  await socket.send(mark)
  return measured(messages)
}

async function sendFor(socket: Push, seconds: number): Promise<number> {
  const end = performance.now() + 1000 * seconds
  let messages = 0
  // Asking for the time costs about as much as a message, and is not what is measured.
  for (; performance.now() < end; messages += 100) {
    for (let index = 0; index < 100; index++) await socket.send(message)
  }
  return messages
}

function stopwatch(): (messages: number) => Throughput {
  const start = performance.now()
  const usage = process.cpuUsage()
  return (messages) => {
    const { user, system } = process.cpuUsage(usage)
    return { messages, seconds: (performance.now() - start) / 1000, cpuMicroseconds: user + system }
  }
}

export const throughput: Pattern<Throughput> = {
  title: "Throughput",
  roles: { pull, push },
  first: "pull",
  others: ["push"],
}
