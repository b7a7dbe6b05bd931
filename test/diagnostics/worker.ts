// Counts the sockets that are opened in the main thread and in a worker.
import { subscribe } from "node:diagnostics_channel"
import { isMainThread, parentPort, Worker } from "node:worker_threads"
import { Push } from "#lib/index"

let opened = 0
subscribe("zmq-napi:socket:open", () => opened++)

new Push().close()
if (isMainThread) {
  const worker = new Worker(__filename)
  worker.on("message", (count: number) => console.log(`main: ${opened}\nworker: ${count}`))
} else {
  new Push().close()
  parentPort?.postMessage(opened)
}
