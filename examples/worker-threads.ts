// A server of several threads: a Router takes the clients' requests, a queue hands them to five worker threads at
// inproc://workers, each a Reply of its own. Serves until Ctrl+C.
//
//   npm run example -- worker-threads [endpoint]        by default tcp://*:5555
//
// In other terminals: npm run example -- hello-client
import { once } from "node:events"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { Dealer, Reply, Router } from "zmq-napi"

const workerCount = 5

async function server(endpoint = "tcp://*:5555"): Promise<void> {
  using clients = new Router()
  using workers = new Dealer()
  const stop = () => {
    clients.close()
    workers.close()
  }
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)

  await workers.bind("inproc://workers")
  const threads = await startThreads()
  await clients.bind(endpoint)
  console.log(`${workerCount} threads serve at ${clients.lastEndpoint}`)

  await Promise.all([forward(clients, workers), forward(workers, clients)])
  await Promise.all(threads.map((thread) => thread.terminate()))
}

async function startThreads(): Promise<Worker[]> {
  const threads = Array.from({ length: workerCount }, (_, index) => new Worker(__filename, { workerData: index + 1 }))
  // Each says when it has connected, so that all of them take part from the first request on.
  await Promise.all(threads.map((thread) => once(thread, "message")))
  return threads
}

async function forward(from: Router | Dealer, to: Router | Dealer): Promise<void> {
  for await (const message of from) {
    if (!to.closed) await to.send(message)
  }
}

async function thread(number: number): Promise<void> {
  using worker = new Reply()
  worker.connect("inproc://workers")
  parentPort!.postMessage("connected")

  for await (const [request] of worker) {
    console.log(`Thread ${number} received ${request}`)
    await worker.send(`World from thread ${number}`)
  }
}

if (isMainThread) server(process.argv[2])
else thread(workerData)
