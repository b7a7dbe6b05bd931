// A thread with a saturated loop, and beside it a timer or an HTTP server. The test runner is not in this thread: it
// follows every promise, which makes a garbage collection take longer than all that is to be measured.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { parentPort, workerData } from "node:worker_threads"
import { processorTime } from "../../support/processor-time"
import { loops } from "./loops"

export type Beside = "timer" | "server"
export interface Task {
  loop: string
  beside: Beside
}

const period = 10
const times = 110
/** While the code is being compiled, turns are longer. */
const warmingUp = 10

const besides: Record<Beside, (stop: () => void) => void> = {
  /**
   * Posts how late a timer of 10 ms was each time, in milliseconds. Only what this thread did counts: a machine that is
   * busy with other programs makes every timer late.
   */
  timer(stop) {
    const late: number[] = []
    let last = processorTime()
    const timer = setInterval(() => {
      const now = processorTime()
      late.push(Math.max(0, now - last - period))
      last = now
      if (late.length < times) return
      clearInterval(timer)
      parentPort!.postMessage(late.slice(warmingUp))
      stop()
    }, period)
  },

  /** Posts the port of a server, which runs until a message comes. */
  server(stop) {
    const server = createServer((_, response) => response.end("here"))
    server.listen(0, "127.0.0.1", () => parentPort!.postMessage((server.address() as AddressInfo).port))
    parentPort!.once("message", () => {
      server.close()
      server.closeAllConnections()
      stop()
    })
  },
}

async function run({ loop: name, beside }: Task): Promise<void> {
  const loop = loops[name]!()
  let running = true
  besides[beside](() => {
    running = false
  })
  while (running) await loop.round()
  loop.close()
}

void run(workerData)
