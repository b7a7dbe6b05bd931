import { Pull, Push } from "zmq-napi"
import { type Pattern, type Setup, timeLimit } from "./pattern"

const workers = ["worker", "worker", "worker"]
const tasks = 30

async function manager({ endpoints, reportBound }: Setup): Promise<string> {
  using ventilator = new Push()
  using sink = new Pull(timeLimit)
  await ventilator.bind(endpoints[0])
  await sink.bind(endpoints[1])
  reportBound(ventilator.lastEndpoint, sink.lastEndpoint)

  // Tasks go in turn to the workers that are connected: the manager waits for all of them to answer.
  const present = new Set<string>()
  while (present.size < workers.length) {
    await ventilator.send("who is there?")
    const [worker] = await sink.receive()
    present.add(String(worker))
  }

  for (let task = 1; task <= tasks; task++) await ventilator.send(task)
  let sum = 0
  for (let task = 1; task <= tasks; task++) {
    const [, square] = await sink.receive()
    sum += Number(square)
  }
  return `handed out ${tasks} numbers, gathered ${tasks} squares: their sum is ${sum}`
}

async function worker({ endpoints, whenFirstIsDone }: Setup): Promise<string> {
  using tasks = new Pull()
  using results = new Push()
  tasks.connect(endpoints[0])
  results.connect(endpoints[1])
  whenFirstIsDone(() => tasks.close())

  let squared = 0
  for await (const [task] of tasks) {
    const isTask = String(task) !== "who is there?"
    if (isTask) squared += 1
    await results.send([process.pid, isTask ? Number(task) ** 2 : ""])
  }
  return `squared ${squared} numbers`
}

export const pipeline: Pattern<string> = {
  title: "Pipeline",
  roles: { manager, worker },
  first: "manager",
  others: workers,
}
