// A server of several threads: a queue device takes the clients' requests with a Router and hands them to five worker
// threads at inproc://workers, each a Reply of its own. All threads share the process's context. Serves until Ctrl+C, which
// cuts off replies that are under way: clients ask again.
//
//   npm run example -- worker-threads [endpoint]        by default tcp://*:5555
//
// In other terminals: npm run example -- hello-client
import { once } from "node:events"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { device, Reply } from "zmq-napi"

const workerCount = 5

async function server(endpoint = "tcp://*:5555"): Promise<void> {
  await using queue = device("queue", { frontend: endpoint, backend: "inproc://workers" })
  process.once("SIGINT", () => queue.close())
  process.once("SIGTERM", () => queue.close())

  const threads = await startThreads()
  console.log(`${workerCount} threads serve at ${queue.frontend}`)

  await queue.ended
  await Promise.all(threads.map((thread) => thread.terminate()))
}

async function startThreads(): Promise<Worker[]> {
  const threads = Array.from({ length: workerCount }, (_, index) => new Worker(__filename, { workerData: index + 1 }))
  // Each says when it has connected, so that all of them take part from the first request on.
  await Promise.all(threads.map((thread) => once(thread, "message")))
  return threads
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

if (isMainThread) void server(process.argv[2])
else void thread(workerData)
