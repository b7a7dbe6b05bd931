// Load balancing: a broker that gives each request to the worker which has been idle longest. A Dealer would hand requests
// out in turn, also to workers that are busy.
//
//   npm run example -- load-balancing broker [clients' endpoint [workers' endpoint]]   tcp://*:5601 tcp://*:5602
//   npm run example -- load-balancing worker [name [milliseconds of work [endpoint]]]
//   npm run example -- load-balancing client [requests [at a time [endpoint]]]
import { setTimeout } from "node:timers/promises"
import { Request } from "zmq-napi"
import { runRole } from "../roles"
import { LoadBalancer } from "./broker"
import { work } from "./worker"

async function broker([clients = "tcp://*:5601", workers = "tcp://*:5602"]: string[], signal: AbortSignal) {
  using broker = new LoadBalancer()
  const endpoints = await broker.bind(clients, workers)
  console.log(`Clients at ${endpoints.clients}`)
  console.log(`Workers at ${endpoints.workers}`)
  console.log(`Gave ${await broker.run(signal)} requests to workers`)
}

async function worker([name = `worker-${process.pid}`, milliseconds = "10", endpoint]: string[], signal: AbortSignal) {
  let done = 0
  const handle = async () => {
    await setTimeout(Number(milliseconds))
    done++
    return name
  }
  console.log(`${name} works`)
  await work(endpoint ?? "tcp://localhost:5602", handle, signal).finally(() => console.log(`${name} did ${done}`))
}

/** Asks with several Requests at a time, and counts who answered. */
async function client(
  [count = "100", atATime = "10", endpoint = "tcp://localhost:5601"]: string[],
  signal: AbortSignal,
) {
  const answers = new Map<string, number>()
  let left = Number(count)
  const ask = async () => {
    using socket = new Request({ linger: 0 })
    socket.connect(endpoint)
    while (left-- > 0) {
      await socket.send("work", { signal })
      const [worker] = await socket.receive({ signal })
      answers.set(String(worker), (answers.get(String(worker)) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: Number(atATime) }, ask))
  for (const [worker, number] of [...answers].sort()) console.log(`${worker} answered ${number}`)
}

void runRole("load-balancing broker|worker|client [...]", {
  broker: (args, { signal }) => broker(args, signal),
  worker: (args, { signal }) => worker(args, signal),
  client: (args, { signal }) => client(args, signal),
})
