// A thread closes sockets of a context that the main thread shuts down meanwhile: node close-during-shutdown.js [rounds]
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { Server } from "#lib/draft"
import { Context } from "#lib/index"

const sockets = 50

async function main(rounds: number) {
  const turns = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(__filename, { workerData: turns })
  for (let round = 1; round <= rounds; round++) {
    const context = new Context()
    const ready = new Promise((resolve) => worker.once("message", resolve))
    worker.postMessage(context.share())
    await ready
    // The worker goes on with the first closes as soon as it is notified.
    Atomics.store(turns, 0, round)
    Atomics.notify(turns, 0)
    context.shutdown()
    await context.term()
  }
  await worker.terminate()
  console.log(`${rounds} rounds`)
}

function close(turns: Int32Array<SharedArrayBuffer>) {
  let round = 0
  parentPort!.on("message", (token) => {
    const context = Context.attach(token)
    const opened = Array.from({ length: sockets }, () => new Server({ context, linger: 0 }))
    parentPort!.postMessage("ready")
    Atomics.wait(turns, 0, round)
    round = turns[0]!
    for (const socket of opened) socket.close()
  })
}

if (isMainThread) main(Number(process.argv[2] ?? 100))
else close(workerData)
