// A worker thread that receives one message of a socket that was connected before.
import { parentPort, workerData } from "node:worker_threads"
import { Pull } from "#lib/index"

async function main(): Promise<void> {
  using pull = new Pull()
  pull.bindSync(workerData as string)
  parentPort!.postMessage(String(await pull.receive()))
}

main()
