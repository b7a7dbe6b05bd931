// Pairs between threads: step 1 signals step 2, which signals step 3, over inproc://. All threads of a process share
// the default context, so they find each other by name. A socket itself stays in the thread that made it.
//
//   npm run example -- pair-threads
import { isMainThread, Worker, workerData } from "node:worker_threads"
import { Pair } from "zmq-napi"

async function step3(): Promise<void> {
  using previous = new Pair()
  await previous.bind("inproc://step3")
  new Worker(__filename, { workerData: "step2" })

  const [signals] = await previous.receive()
  console.log(`${signals} -> step3`)
}

async function step2(): Promise<void> {
  using previous = new Pair()
  await previous.bind("inproc://step2")
  new Worker(__filename, { workerData: "step1" })
  const [signals] = await previous.receive()

  using next = new Pair()
  next.connect("inproc://step3")
  await next.send(`${signals} -> step2`)
}

async function step1(): Promise<void> {
  using next = new Pair()
  next.connect("inproc://step2")
  await next.send("step1")
}

if (isMainThread) step3()
else if (workerData === "step2") step2()
else step1()
