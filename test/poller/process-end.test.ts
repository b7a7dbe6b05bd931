// In processes of their own: what ends while polls wait, and what would end the process.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { reactors } from "../lifetimes/child"
import { Child } from "../support/child"

/** Runs a program that ends well, whose descriptors 0 and 1 can be polled: what it printed. */
async function run(reactor: string, program: string, command = 'exec "$0" -e "$1"'): Promise<string> {
  await using child = new Child("sh", ["-c", command, process.execPath, program], {
    cwd: __dirname,
    env: { ZMQ_NAPI_REACTOR: reactor },
    stdin: "pipe",
  })
  await child.exited()
  return (await child.ended).stdout
}

for (const reactor of reactors) {
  describe(`with the ${reactor} reactor`, { skip: process.platform === "win32" }, () => {
    test("threads that are terminated while they poll sockets and descriptors", async () => {
      const program = `
        const { once } = require("node:events")
        const { Worker } = require("node:worker_threads")
        const thread = \`
          const { Pair, Poller } = require("zmq-napi")
          const { parentPort } = require("node:worker_threads")
          const socket = new Pair()
          socket.bindSync("tcp://127.0.0.1:*")
          new Poller().add(socket).add(0, {}).add(1, {}).poll()
          parentPort.postMessage("polls")
        \`
        async function main() {
          for (let round = 0; round < 5; round++) {
            const worker = new Worker(thread, { eval: true })
            await once(worker, "message")
            await worker.terminate()
          }
          console.log("ended")
        }
        main()`
      assert.equal(await run(reactor, program), "ended\n")
    })

    test("process.exit() while polls wait", async () => {
      const program = `
        const { Pair, Poller } = require("zmq-napi")
        const poller = new Poller().add(new Pair()).add(0, {}).add(1, {})
        poller.poll()
        poller.poll(10_000)
        setImmediate(() => process.exit(0))`
      assert.equal(await run(reactor, program), "")
    })

    test("more descriptors than a process may have are refused, where libzmq would end the process", async () => {
      const program = `
        const { Poller } = require("zmq-napi")
        const poller = new Poller()
        for (let descriptor = 0; descriptor < 101; descriptor++) poller.add(descriptor, {})
        try { poller.pollSync(0) } catch ({ code, syscall }) { console.log(code, syscall) }
        poller.poll(0).catch(({ code, syscall }) => console.log(code, syscall))
        poller.remove(100)
        setImmediate(() => console.log(poller.pollSync(0).get(99).error))`
      const limited = 'ulimit -n 100; exec "$0" -e "$1"'
      assert.equal(await run(reactor, program, limited), "EINVAL zmq_poll\nEINVAL zmq_poll\ntrue\n")
    })
  })
}
