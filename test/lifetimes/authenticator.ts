// Ends in one way or another while an authenticator runs, which must not keep it.

import { Worker } from "node:worker_threads"
import { Authenticator, Pull, Push } from "#lib/index"
import { at } from "../support/elements"
import { bindFresh } from "../support/endpoints"

export async function main(how: string): Promise<void> {
  const decided = new Promise<void>((resolve) => {
    const auth = new Authenticator({ log: () => undefined })
    auth.configurePlain({
      callback: () => {
        resolve()
        return new Promise(() => undefined)
      },
    })
    auth.start()
  })
  if (how === "idle") return say()
  const pull = new Pull({ plainServer: true })
  const push = new Push({ plainUsername: "Ada", linger: 0 })
  push.connect(await bindFresh(pull))
  // An authenticator does not hold the process, and so neither does waiting for it.
  const hold = setInterval(() => undefined, 1000)
  await decided
  clearInterval(hold)
  if (how === "exit") {
    say()
    process.exit(3)
  }
  say()
}

async function inWorker(): Promise<void> {
  const source = `require(${JSON.stringify(__filename)}).main("deciding").then(() => {
    require("node:worker_threads").parentPort.postMessage("running")
    setInterval(() => {}, 1000)
  })`
  const worker = new Worker(source, { eval: true, stdout: true })
  await new Promise((resolve) => worker.once("message", resolve))
  await worker.terminate()
  say()
}

function say(): void {
  process.stdout.write("done\n")
}

if (require.main === module) {
  if (process.argv[2] === "worker") void inWorker()
  else main(at(process.argv, 2))
}
