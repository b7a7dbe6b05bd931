// A program that makes one of the faults of deliberate_faults.cc and ends in one of three ways.
import { isMainThread, Worker, workerData } from "node:worker_threads"
import { binding } from "#lib/addon/binding"

const [fault, end] = isMainThread ? process.argv.slice(2) : workerData

if (end === "worker" && isMainThread) {
  new Worker(__filename, { workerData: [fault, end] })
} else {
  const { makeFault } = binding as typeof binding & { makeFault(fault: string): void }
  makeFault(fault)
  if (end === "exit") process.exit()
}
