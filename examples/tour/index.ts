// A tour: four patterns between separate processes, over tcp and over ipc, and what each process did; then a measurement
// of this build.
//
//   npm start [-- seconds]                              by default, the measurement takes 10 seconds
//
// Each pattern is a short file beside this one.
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { capability, version } from "zmq-napi"
import { machine, measure } from "./measurement"
import { pair } from "./pair"
import type { Pattern } from "./pattern"
import { pipeline } from "./pipeline"
import { type PatternResult, Processes } from "./processes"
import { publishSubscribe } from "./publish-subscribe"
import { requestReply } from "./request-reply"

async function main(seconds: number): Promise<void> {
  using folder = ipcFolder()
  await using processes = new Processes()
  await Promise.race([interruption(), tour(processes, folder, seconds)])
}

async function tour(processes: Processes, folder: IpcFolder, seconds: number): Promise<void> {
  console.log(`A tour of zmq-napi with libzmq ${version}. Each line is a process, with its id, and what it did.`)
  for (const pattern of [requestReply, publishSubscribe, pipeline, pair]) {
    const tcp = ["tcp://127.0.0.1:*", "tcp://127.0.0.1:*"]
    print(pattern, await processes.run(pattern, tcp))
    if (capability.ipc) print(pattern, await processes.run(pattern, [folder.address(), folder.address()]))
  }

  console.log(`\nA measurement of this build: 16-byte messages between two processes over tcp, for ${seconds} s`)
  console.log(`  ${machine()}`)
  for (const line of await measure(processes, seconds)) console.log(`  ${line}`)
}

function print(pattern: Pattern<string>, { endpoints, roles }: PatternResult<string>): void {
  console.log(`\n${pattern.title} at ${endpoints.join(" and ")}`)
  for (const { name, pid, result } of roles) console.log(`  ${name.padEnd(12)} ${String(pid).padStart(7)}  ${result}`)
}

class Interruption extends Error {}

function interruption(): Promise<never> {
  return new Promise((_, reject) => {
    process.once("SIGINT", () => reject(new Interruption("SIGINT")))
    process.once("SIGTERM", () => reject(new Interruption("SIGTERM")))
  })
}

interface IpcFolder extends Disposable {
  address(): string
}

function ipcFolder(): IpcFolder {
  const folder = mkdtempSync(join(tmpdir(), "zmq-napi-tour-"))
  let count = 0
  return {
    address: () => `ipc://${join(folder, String(++count))}`,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const seconds = Number(process.argv[2] ?? 10)
if (seconds > 0 && seconds < Infinity) {
  main(seconds).catch((error) => {
    if (!(error instanceof Interruption)) throw error
    process.exitCode = error.message === "SIGINT" ? 130 : 143
  })
} else {
  console.error("Usage: npm start [-- seconds]")
  process.exitCode = 2
}
