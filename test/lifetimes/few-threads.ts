// What a process does that can have some of a context's threads, but not all: node few-threads.js
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { Context, Pair } from "#lib/index"
import { timeLimit, until } from "../support/waiting"

const ioThreads = 16
const mebibyte = 1024 * 1024

const addressSpace = () => Number(/^VmSize:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))![1]) * 1024
const limitAddressSpace = (bytes: string) => {
  execFileSync("prlimit", ["--pid", String(process.pid), `--as=${bytes}:`])
}
const descriptors = () => readdirSync("/proc/self/fd").length
const isRunning = (id: string) => {
  try {
    return readFileSync(`/proc/self/task/${id}/comm`, "utf8").startsWith("ZMQbg")
  } catch {
    return false
  }
}
/** For threads that were joined are listed for a moment more. */
const noneRuns = () => until(() => !readdirSync("/proc/self/task").some(isRunning))

async function main() {
  // Node.js opens what it needs for processes.
  limitAddressSpace("unlimited")
  await using context = new Context({ ioThreads })
  const before = descriptors()
  let refused = 0
  // A thread's stack takes 8 MiB, or what `ulimit -s` says.
  for (let room = 4, works = false; !works; room += 4) {
    limitAddressSpace(String(addressSpace() + room * mebibyte))
    try {
      new Pair({ context }).close()
      works = true
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "EAGAIN", String(error))
      refused += 1
    } finally {
      limitAddressSpace("unlimited")
    }
    if (works) break
    assert.equal(descriptors(), before)
    await noneRuns()
  }
  assert.ok(refused > 2, `only ${refused} attempts were refused`)
  using a = new Pair({ context })
  using b = new Pair({ context })
  await a.bind("tcp://127.0.0.1:*")
  b.connect(a.lastEndpoint!)
  await b.send("hello")
  assert.equal(String((await a.receive(timeLimit))[0]), "hello")
}

void main().then(() => console.log("checked"))
