// A thread closes sockets of a context that the main thread shuts down meanwhile: node close-during-shutdown.js rounds
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { Server } from "#lib/draft"
import { Context } from "#lib/index"

const sockets = 100

async function main(rounds: number) {
  const closed = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(__filename, { workerData: closed })
  for (let round = 0; round < rounds; round++) {
    const context = new Context()
    const opened = new Promise((resolve) => worker.once("message", resolve))
    worker.postMessage(context.share())
    await opened
    worker.postMessage("close")
    // In the midst of the closes, and each time after another number of them.
    while (Atomics.load(closed, 0) <= round % (sockets - 20));
    context.shutdown()
    await context.term()
    Atomics.store(closed, 0, 0)
  }
  await worker.terminate()
  console.log(`${rounds} rounds`)
}

function work(closed: Int32Array<SharedArrayBuffer>) {
  let opened: Server[] = []
  parentPort!.on("message", (message) => {
    if (message === "close") {
      for (const socket of opened) {
        socket.close()
        Atomics.add(closed, 0, 1)
      }
    } else {
      const context = Context.attach(message)
      opened = Array.from({ length: sockets }, () => new Server({ context, linger: 0 }))
      parentPort!.postMessage("opened")
    }
  })
}

if (isMainThread) main(Number(process.argv[2]))
else work(workerData)
