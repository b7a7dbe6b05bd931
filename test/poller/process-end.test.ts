// In processes of their own: what ends while polls wait, and what would end the process.
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { describe, test } from "node:test"
import { reactors } from "../lifetimes/child"

const { NODE_TEST_CONTEXT, ...environment } = process.env

function run(reactor: string, program: string, command = 'exec "$0" -e "$1"') {
  const { stdout, stderr, status, signal } = spawnSync("sh", ["-c", command, process.execPath, program], {
    cwd: __dirname,
    encoding: "utf8",
    env: { ...environment, ZMQ_NAPI_REACTOR: reactor },
    timeout: 60_000,
    killSignal: "SIGKILL",
  })
  return { stdout, stderr, status, signal }
}

const well = { stderr: "", status: 0, signal: null }

for (const reactor of reactors) {
  describe(`with the ${reactor} reactor`, { skip: process.platform === "win32" }, () => {
    test("threads that are terminated while they poll sockets and descriptors", () => {
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
      assert.deepEqual(run(reactor, program), { ...well, stdout: "ended\n" })
    })

    test("process.exit() while polls wait", () => {
      const program = `
        const { Pair, Poller } = require("zmq-napi")
        const poller = new Poller().add(new Pair()).add(0, {}).add(1, {})
        poller.poll()
        poller.poll(10_000)
        setImmediate(() => process.exit(0))`
      assert.deepEqual(run(reactor, program), { ...well, stdout: "" })
    })

    test("more descriptors than a process may have are refused, where libzmq would end the process", () => {
      const program = `
        const { Poller } = require("zmq-napi")
        const poller = new Poller()
        for (let descriptor = 0; descriptor < 101; descriptor++) poller.add(descriptor, {})
        try { poller.pollSync(0) } catch ({ code, syscall }) { console.log(code, syscall) }
        poller.poll(0).catch(({ code, syscall }) => console.log(code, syscall))
        poller.remove(100)
        setImmediate(() => console.log(poller.pollSync(0).get(99).error))`
      const limited = 'ulimit -n 100; exec "$0" -e "$1"'
      assert.deepEqual(run(reactor, program, limited), {
        ...well,
        stdout: "EINVAL zmq_poll\nEINVAL zmq_poll\ntrue\n",
      })
    })
  })
}
