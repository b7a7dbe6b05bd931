// Simple Pirate: Lazy Pirates in front of a load-balancing queue, and any number of workers behind it. A worker may die at
// any time; the client of its request asks again, and another worker answers. The queue itself must stay: its workers
// would not notice that it was started anew. See paranoid-pirate.
//
//   npm run example -- simple-pirate queue [clients' endpoint [workers' endpoint]]     tcp://*:5604 tcp://*:5605
//   npm run example -- simple-pirate worker [endpoint [milliseconds of work]]
//   npm run example -- simple-pirate client [requests [endpoint [time-out]]]
import { setTimeout } from "node:timers/promises"
import { askForAll } from "../lazy-pirate/ask"
import { LazyPirateClient } from "../lazy-pirate/client"
import { LoadBalancer } from "../load-balancing/broker"
import { work } from "../load-balancing/worker"
import { runRole } from "../roles"

async function queue([clients = "tcp://*:5604", workers = "tcp://*:5605"]: string[], signal: AbortSignal) {
  using queue = new LoadBalancer()
  const endpoints = await queue.bind(clients, workers)
  console.log(`Clients at ${endpoints.clients}`)
  console.log(`Workers at ${endpoints.workers}`)
  console.log(`Gave ${await queue.run(signal)} requests to workers`)
}

async function worker([endpoint = "tcp://localhost:5605", milliseconds = "10"]: string[], signal: AbortSignal) {
  console.log(`Works for ${endpoint}`)
  const handle = async ([request]: Buffer[]) => {
    console.log(`Works on ${request}`)
    await setTimeout(Number(milliseconds))
    return `${request} done by ${process.pid}`
  }
  await work(endpoint, handle, signal)
}

async function client(
  [count = "100", endpoint = "tcp://localhost:5604", timeout = "1000"]: string[],
  signal: AbortSignal,
) {
  const onRetry = (attempt: number) => console.log(`No reply, attempt ${attempt}`)
  using client = new LazyPirateClient(endpoint, { timeout: Number(timeout), onRetry })
  await askForAll(Number(count), async (number) => String(await client.request(number, signal)))
}

void runRole("simple-pirate queue|worker|client [...]", {
  queue: (args, { signal }) => queue(args, signal),
  worker: (args, { signal }) => worker(args, signal),
  client: (args, { signal }) => client(args, signal),
})
