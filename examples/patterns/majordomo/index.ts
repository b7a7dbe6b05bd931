// Majordomo: services by name. Workers register with a broker for a service, clients ask the broker for it. Either may
// come and go, and so may the broker. The wire is that of MDP 0.1, so that peers in other languages fit.
//
//   npm run example -- majordomo broker [endpoint]                                     tcp://*:5608
//   npm run example -- majordomo worker [service [endpoint [milliseconds of work]]]    echo
//   npm run example -- majordomo client [service [requests [endpoint [time-out]]]]
//   npm run example -- majordomo lookup [service [endpoint]]                           whether it has a worker
//
// --heartbeat <milliseconds>, by default 1000, must be the same for broker and workers.
import { setTimeout } from "node:timers/promises"
import { askForAll } from "../lazy-pirate/ask"
import { runRole, type Terms } from "../roles"
import { MajordomoBroker } from "./broker"
import { MajordomoClient } from "./client"
import { MajordomoWorker } from "./worker"

const atHome = "tcp://localhost:5608"

async function broker([endpoint = "tcp://*:5608"]: string[], { heartbeat, signal }: Terms) {
  using broker = new MajordomoBroker({ heartbeat })
  console.log(`Broker at ${await broker.bind(endpoint)}`)
  await broker.run(signal)
}

async function worker([service = "echo", endpoint = atHome, milliseconds = "10"]: string[], terms: Terms) {
  const handle = async ([text]: Buffer[]) => {
    console.log(`Works on ${text}`)
    await setTimeout(Number(milliseconds))
    return [`${text} done by ${process.pid}`]
  }
  console.log(`Works for ${service} at ${endpoint}`)
  await new MajordomoWorker(endpoint, service, handle, { heartbeat: terms.heartbeat }).run(terms.signal)
}

async function client(args: string[], { signal }: Terms) {
  const [service = "echo", count = "100", endpoint = atHome, timeout = "1000"] = args
  const onRetry = (attempt: number) => console.log(`No reply, attempt ${attempt}`)
  using client = new MajordomoClient(endpoint, { timeout: Number(timeout), attempts: 10, onRetry })
  await askForAll(Number(count), async (number) => String(await client.request(service, [number], signal)))
}

async function lookup([service = "echo", endpoint = atHome]: string[], { signal }: Terms) {
  using client = new MajordomoClient(endpoint)
  console.log(`${service}: ${(await client.has(service, signal)) ? "has a worker" : "has no worker"}`)
}

void runRole("majordomo broker|worker|client|lookup [...]", { broker, worker, client, lookup })
