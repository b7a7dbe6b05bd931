// What a process does that can have some of a context's threads, but not all: node few-threads.js
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { Context, Pair } from "#lib/index"
import { soon } from "../support/waiting"

const ioThreads = 16
const mebibyte = 1024 * 1024

const addressSpace = () => Number(/^VmSize:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))![1]) * 1024
const limitAddressSpace = (bytes: string) => {
  execFileSync("prlimit", ["--pid", String(process.pid), `--as=${bytes}:`])
}
/** What a context has of the process. */
const taken = () => ({
  threads: readdirSync("/proc/self/task").length,
  descriptors: readdirSync("/proc/self/fd").length,
})

async function main() {
  // Loads what the process needs in any case.
  await new Context({ ioThreads: 1 }).term()
  taken()
  await using context = new Context({ ioThreads })
  const before = taken()
  let refused = 0
  // A thread's stack takes 8 MiB, or what `ulimit -s` says.
  for (let room = 4; refused === 0 || room < 80; room += 4) {
    limitAddressSpace(String(addressSpace() + room * mebibyte))
    try {
      new Pair({ context }).close()
      break
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "EAGAIN", String(error))
      refused += 1
    } finally {
      limitAddressSpace("unlimited")
    }
    assert.deepEqual(taken(), before)
  }
  assert.ok(refused > 2, `only ${refused} attempts were refused`)
  using a = new Pair({ context })
  using b = new Pair({ context })
  await a.bind("tcp://127.0.0.1:*")
  b.connect(a.lastEndpoint!)
  await b.send("hello")
  assert.equal(String((await a.receive(soon))[0]), "hello")
}

main().then(() => console.log("checked"))
