// Manager and workers: a ventilator hands out tasks, worker processes do them, and a sink gathers the results. Each
// task goes to one worker, the next task to the next.
//
//   npm run example -- push-pull [workers]              by default 3
import { type ChildProcess, fork } from "node:child_process"
import { setTimeout } from "node:timers/promises"
import { Pull, Push } from "zmq-napi"

const taskCount = 30

async function manager(workerCount: number): Promise<void> {
  using tasks = new Push()
  using results = new Pull()
  await tasks.bind("tcp://127.0.0.1:*")
  await results.bind("tcp://127.0.0.1:*")

  const workers: ChildProcess[] = []
  for (let number = 1; number <= workerCount; number++) {
    workers.push(fork(__filename, ["worker", `worker-${number}`, tasks.lastEndpoint!, results.lastEndpoint!]))
  }

  await rollCall(tasks, results, workerCount)
  await Promise.all([ventilator(tasks), sink(results)])
  for (const worker of workers) worker.disconnect()
}

// A task is for those who are connected when it is sent: without this, the first worker to come would get them all.
async function rollCall(tasks: Push, results: Pull, workerCount: number): Promise<void> {
  const present = new Set<string>()
  while (present.size < workerCount) {
    await tasks.send("0")
    const [worker] = await results.receive()
    present.add(String(worker))
  }
  console.log(`Manager: ${workerCount} workers are here`)
}

async function ventilator(tasks: Push): Promise<void> {
  for (let task = 1; task <= taskCount; task++) await tasks.send(String(milliseconds(task)))
  console.log(`Ventilator: handed out ${taskCount} tasks`)
}

async function sink(results: Pull): Promise<void> {
  const start = performance.now()
  const done = new Map<string, number>()
  let work = 0
  for (let task = 1; task <= taskCount; task++) {
    const [worker, took] = await results.receive()
    done.set(String(worker), (done.get(String(worker)) ?? 0) + 1)
    work += Number(took)
  }
  const elapsed = Math.round(performance.now() - start)
  console.log(`Sink: ${taskCount} results, ${work} ms of work done in ${elapsed} ms`)
  for (const [worker, count] of [...done].sort()) console.log(`Sink: ${worker} did ${count} tasks`)
}

async function worker(name: string, tasksEndpoint: string, resultsEndpoint: string): Promise<void> {
  using tasks = new Pull()
  using results = new Push()
  // The manager lets go of its workers at the end, and the system does if the manager is killed.
  process.once("disconnect", () => tasks.close())

  tasks.connect(tasksEndpoint)
  results.connect(resultsEndpoint)
  for await (const [task] of tasks) {
    await setTimeout(Number(task)) // the work
    await results.send([name, task])
  }
}

function milliseconds(task: number): number {
  return 1 + (task % 10)
}

const [role, name = "", tasksEndpoint = "", resultsEndpoint = ""] = process.argv.slice(2)
if (role === "worker") void worker(name, tasksEndpoint, resultsEndpoint)
else void manager(Number(role ?? 3))
