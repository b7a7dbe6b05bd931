import { parentPort, workerData } from "node:worker_threads"
import { Reply } from "#lib/index"

export function serve(endpoint: string): void {
  const socket = new Reply()
  socket.connect(endpoint)
  while (true) {
    const [question] = socket.receiveSync()
    socket.sendSync(`re: ${question}`)
  }
}

if (parentPort !== null) serve(workerData)
