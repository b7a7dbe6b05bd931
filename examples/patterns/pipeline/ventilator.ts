import { Push, Subscriber } from "zmq-napi"
import { AGAIN, KILL, TOTAL } from "./protocol"

export interface VentilatorOptions {
  /** Where workers get their tasks. */
  tasks: string
  /** The sink's. */
  results: string
  /** The sink's. */
  control: string
  count: number
  /** How many workers must be there before the first task is handed out, so that each gets its share. */
  workers: number
}

/** Hands out the tasks from 1 to `count`, and again those whose results are missing, until the sink has all. */
export async function ventilate(options: VentilatorOptions, signal: AbortSignal): Promise<void> {
  using tasks = new Push({ linger: 0 })
  using results = new Push({ linger: 1000 })
  using control = new Subscriber()
  control.connect(options.control)
  control.subscribe(AGAIN, KILL)
  results.connect(options.results)
  signal.addEventListener("abort", () => control.close())

  const present = untilConnected(tasks, options.workers, signal)
  await tasks.bind(options.tasks)
  console.log(`Tasks at ${tasks.lastEndpoint}`)
  await present
  await results.send([TOTAL, String(options.count)], { signal })
  for (let number = 1; number <= options.count; number++) await tasks.send(String(number), { signal })
  console.log(`Handed out ${options.count} tasks`)

  let again = 0
  for await (const [kind, number] of control) {
    if (String(kind) === KILL) break
    again++
    await tasks.send(number!, { signal })
  }
  console.log(`Handed out ${again} tasks again`)
}

async function untilConnected(socket: Push, count: number, signal: AbortSignal): Promise<void> {
  const { events } = socket
  signal.addEventListener("abort", () => events.close(), { once: true })
  let connected = 0
  for await (const { type } of events) {
    if (type === "handshake") connected++
    if (connected >= count) return
  }
  signal.throwIfAborted()
}
