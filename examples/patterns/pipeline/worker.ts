import { Pull, Push, Subscriber } from "zmq-napi"
import { KILL, WELCOME } from "./protocol"

export interface WorkerOptions {
  tasks: string
  results: string
  control: string
  name: string
  /** What is to be done for each task. */
  work: (task: string) => Promise<void>
}

/** Does tasks until the sink has all results, or the signal aborts. Resolves with their number. */
export async function work(options: WorkerOptions, signal: AbortSignal): Promise<number> {
  // What has arrived here is lost if this worker dies: it takes little in advance. The systems' buffers hold more.
  using tasks = new Pull({ receiveHighWaterMark: 1 })
  using results = new Push({ linger: 1000 })
  using control = new Subscriber()
  control.connect(options.control)
  // With its name, which the full stop ends, so that it gets nobody else's welcome.
  control.subscribe(KILL, `${WELCOME} ${options.name}.`)
  await control.receive({ signal })
  // Now the signal to end cannot be missed.
  const killed = control.receive({ signal }).then(
    () => tasks.close(),
    () => tasks.close(),
  )

  results.connect(options.results)
  tasks.connect(options.tasks)
  let done = 0
  for await (const [task] of tasks) {
    await options.work(String(task))
    await results.send([task!, options.name])
    done++
  }
  await killed
  return done
}
