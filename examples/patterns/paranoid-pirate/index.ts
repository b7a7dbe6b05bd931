// Paranoid Pirate: workers and queue exchange heartbeats, so that each may die, hang, or be started anew. Clients ask again
// as in lazy-pirate.
//
//   npm run example -- paranoid-pirate queue [clients' endpoint [workers' endpoint]]   tcp://*:5606 tcp://*:5607
//   npm run example -- paranoid-pirate worker [endpoint [milliseconds of work]]
//   npm run example -- paranoid-pirate client [requests [endpoint [time-out]]]
//
// --heartbeat <milliseconds>, by default 1000, must be the same for queue and workers.
import { setTimeout } from "node:timers/promises"
import { askForAll } from "../lazy-pirate/ask"
import { LazyPirateClient } from "../lazy-pirate/client"
import { runRole, type Terms } from "../roles"
import { ParanoidPirateQueue } from "./queue"
import { ParanoidPirateWorker } from "./worker"

async function queue([clients = "tcp://*:5606", workers = "tcp://*:5607"]: string[], { heartbeat, signal }: Terms) {
  using queue = new ParanoidPirateQueue(heartbeat, signal)
  const endpoints = await queue.bind(clients, workers)
  console.log(`Clients at ${endpoints.clients}`)
  console.log(`Workers at ${endpoints.workers}`)
  await queue.run()
}

async function worker(
  [endpoint = "tcp://localhost:5607", milliseconds = "10"]: string[],
  { heartbeat, signal }: Terms,
) {
  console.log(`Works for ${endpoint}`)
  const handle = async ([request]: Buffer[]) => {
    console.log(`Works on ${request}`)
    await setTimeout(Number(milliseconds))
    return `${request} done by ${process.pid}`
  }
  await new ParanoidPirateWorker(endpoint, heartbeat, handle).run(signal)
}

async function client(
  [count = "100", endpoint = "tcp://localhost:5606", timeout = "1000"]: string[],
  { signal }: Terms,
) {
  const onRetry = (attempt: number) => console.log(`No reply, attempt ${attempt}`)
  using client = new LazyPirateClient(endpoint, { timeout: Number(timeout), attempts: 10, onRetry })
  await askForAll(Number(count), async (number) => String(await client.request(number, signal)))
}

void runRole("paranoid-pirate queue|worker|client [...]", { queue, worker, client })
