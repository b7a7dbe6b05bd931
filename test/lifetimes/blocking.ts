// A thread that blocks in receiveSync, until something ends that. The message "blocks" is posted just before; what
// follows must be the same if the end comes before the call does.
import { parentPort, workerData } from "node:worker_threads"
import { Context, type ContextToken, Pull } from "#lib/index"
import { described } from "./settled"

const { token, endpoint } = workerData as { token: ContextToken; endpoint: string }

using pull = new Pull({ context: Context.attach(token) })
pull.bindSync(endpoint)
parentPort!.postMessage("blocks")
try {
  pull.receiveSync()
} catch (error) {
  parentPort!.postMessage(described(error))
}
