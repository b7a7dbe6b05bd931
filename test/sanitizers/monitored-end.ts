// A socket that is observed, and goes on to connect after its context was shut down, while its thread is busy.
import { createServer } from "node:net"
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads"
import { Context, Dealer } from "#lib/index"
import { TemporaryFolder } from "../support/temporary-folder"

if (isMainThread) observe()
else serve(workerData)

function observe(): void {
  // Longer than what libzmq keeps in a message itself.
  const folder = new TemporaryFolder("zmq-napi-a-long-endpoint-")
  const path = folder.file("endpoint")
  const connections = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(__filename, { workerData: { path, connections } })
  const context = new Context()
  const socket = new Dealer({ context, reconnectInterval: 1, linger: 0 })
  socket.events.on("disconnect", () => {})
  socket.events.on("connect", () => {})
  socket.connect(`ipc://${path}`)
  worker.once("message", () => {
    waitFor(connections, 1)
    context.shutdown()
    waitFor(connections, 10)
    socket.close()
    void worker.terminate()
    folder[Symbol.dispose]()
  })
}

function waitFor(connections: Int32Array, more: number): void {
  const wanted = Atomics.load(connections, 0) + more
  for (let now = Atomics.load(connections, 0); now < wanted; now = Atomics.load(connections, 0)) {
    Atomics.wait(connections, 0, now)
  }
}

function serve({ path, connections }: { path: string; connections: Int32Array }): void {
  createServer((connection) => {
    connection.destroy()
    Atomics.add(connections, 0, 1)
    Atomics.notify(connections, 0)
  }).listen(path, () => parentPort?.postMessage("listening"))
}
