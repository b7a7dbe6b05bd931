// Pipeline: a ventilator hands out tasks, workers do them, a sink collects the results and ends all workers when it has
// all. A worker that is killed takes the tasks with it that it had received; the sink notices what is missing, and the
// ventilator hands it out again.
//
//   npm run example -- pipeline sink [results' endpoint [control's endpoint [patience in milliseconds]]]
//   npm run example -- pipeline ventilator [tasks [workers to wait for [tasks', results', control's endpoint]]]
//   npm run example -- pipeline worker [name [milliseconds of work [tasks', results', control's endpoint]]]
//
// Endpoints are by default at the ports 5614 (tasks), 5615 (results) and 5616 (control).
import { setTimeout } from "node:timers/promises"
import { runRole, type Terms } from "../roles"
import { Sink } from "./sink"
import { ventilate } from "./ventilator"
import { work } from "./worker"

const home = { tasks: "tcp://localhost:5614", results: "tcp://localhost:5615", control: "tcp://localhost:5616" }

async function sink(
  [results = "tcp://*:5615", control = "tcp://*:5616", patience = "1000"]: string[],
  { signal }: Terms,
) {
  using sink = new Sink()
  const endpoints = await sink.bind(results, control)
  console.log(`Results at ${endpoints.results}`)
  console.log(`Control at ${endpoints.control}`)
  const { total, byWorker, duplicates } = await sink.collect(Number(patience), signal)
  for (const [worker, count] of [...byWorker].sort()) console.log(`${worker} did ${count}`)
  console.log(`All ${total} results are here, ${duplicates} came twice`)
}

async function ventilator(args: string[], { signal }: Terms) {
  const [count = "100", workers = "1", tasks = "tcp://*:5614", results = home.results, control = home.control] = args
  await ventilate({ tasks, results, control, count: Number(count), workers: Number(workers) }, signal)
}

async function worker(args: string[], { signal }: Terms) {
  const [name = `worker-${process.pid}`, milliseconds = "10"] = args
  const [, , tasks = home.tasks, results = home.results, control = home.control] = args
  console.log(`${name} works`)
  const handle = async (task: string) => {
    console.log(`Works on ${task}`)
    await setTimeout(Number(milliseconds))
  }
  console.log(`${name} did ${await work({ tasks, results, control, name, work: handle }, signal)}`)
}

void runRole("pipeline sink|ventilator|worker [...]", { sink, ventilator, worker })
