// A program that makes one of seeds.cc's faults and ends in one of three ways.
import { isMainThread, Worker, workerData } from "node:worker_threads"
import { binding } from "#lib/addon/binding"

const [fault, end] = isMainThread ? process.argv.slice(2) : workerData

if (end === "worker" && isMainThread) {
  new Worker(__filename, { workerData: [fault, end] })
} else {
  const { seed } = binding as typeof binding & { seed(fault: string): void }
  seed(fault)
  if (end === "exit") process.exit()
}
