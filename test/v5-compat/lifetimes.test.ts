import assert from "node:assert/strict"
import { test } from "node:test"
import { Child, runScript } from "../support/child"

const load = 'const zmq = require("zmq-napi/v5-compat")\n'

/** Runs a program that must end by itself. */
async function ends(program: string): Promise<string> {
  return await runScript(load + program, { env: { NODE_NO_WARNINGS: "1" } })
}

/** Checks that a program goes on when all of its code has run: that it never says that its event loop is empty. */
async function staysAlive(program: string): Promise<void> {
  // The second timer is for what runs in the first turns of the event loop. It does not keep the process alive.
  const watch = `process.on("exit", () => console.log("ended"))
    setTimeout(() => setTimeout(() => { console.log("alive"); process.kill(process.pid, "SIGKILL") }, 100).unref(), 50)\n`
  await using child = Child.node(["-e", load + watch + program], { cwd: __dirname })
  const { stdout, stderr } = await child.ended
  assert.deepEqual([stdout, stderr], ["alive\n", ""], program)
}

const open = "const socket = zmq.socket('push');"

test("an open socket keeps the process alive, though nothing waits on it", async () => {
  await staysAlive("zmq.socket('push')")
  await staysAlive(`${open} socket.bindSync("tcp://127.0.0.1:*")`)
  await staysAlive("zmq.socket('sub').connect('tcp://127.0.0.1:9')")
  await staysAlive(`${open} socket.unref(); socket.ref()`)
  await staysAlive("const one = zmq.socket('push'), other = zmq.socket('pull'); one.close()")
  await staysAlive(
    "const socket = zmq.socket('pull'); socket.bindSync('tcp://127.0.0.1:*'); socket.on('message', () => {}); socket.pause()",
  )
})

test("a socket that is closed, unreferenced, or has lost its last endpoint does not", async () => {
  await ends(`${open} socket.bindSync("tcp://127.0.0.1:*"); socket.close()`)
  await ends(`${open} socket.bindSync("tcp://127.0.0.1:*"); socket.unref()`)
  await ends(`${open} socket.connect("tcp://127.0.0.1:9"); socket.disconnect("tcp://127.0.0.1:9")`)
  await ends(`${open} socket.bindSync("inproc://x"); socket.unbind("inproc://x")`)
  await ends("const socket = zmq.socket('pull'); socket.on('message', () => {}); socket.unref()")
  await ends("const socket = zmq.socket('req'); socket.send('x'); socket.send('y'); socket.unref()")
})

test("a connect after unref() keeps the process alive again, as in zeromq 5", async () => {
  await staysAlive(`${open} socket.unref(); socket.connect("tcp://127.0.0.1:9")`)
})

test("what was sent before close() arrives", async () => {
  const program = `
    const pull = zmq.socket("pull"), push = zmq.socket("push")
    pull.bindSync("tcp://127.0.0.1:*")
    push.connect(pull.last_endpoint)
    for (let index = 0; index < 100; index++) push.send(String(index))
    push.close()
    let count = 0
    pull.on("message", () => { if (++count === 100) { console.log("all"); pull.close() } })`
  assert.equal(await ends(program), "all\n")
})

test("a bound or connected socket without references receives, whatever is collected", async () => {
  const program = `
    const push = zmq.socket("push");
    (() => {
      const pull = zmq.socket("pull")
      pull.bindSync("inproc://collected")
      pull.on("message", (text) => { console.log(String(text)); pull.close(); push.close() })
    })()
    push.connect("inproc://collected")
    setTimeout(() => { gc(); setTimeout(() => { gc(); push.send("still here") }, 20) }, 20)`
  await using child = Child.node(["--expose-gc", "-e", load + program], { cwd: __dirname })
  assert.deepEqual(await child.exited(), ["still here"])
})

test("an error without a listener is an uncaught exception, and the socket goes on", async () => {
  const program = `
    process.on("uncaughtException", (error, origin) => console.log(origin, error.message))
    const push = zmq.socket("push"), pull = zmq.socket("pull")
    pull.bindSync("inproc://x")
    push.connect("inproc://x")
    pull.on("message", (text) => {
      if (String(text) === "last") { pull.close(); push.close() } else throw new Error(String(text))
    })
    push.send("first").send("second").send("last")
    const rep = zmq.socket("rep")
    rep.bind("tcp://1.2.3.4:5", () => { rep.close(); throw new Error("of the callback") })`
  const lines = (await ends(program)).trim().split("\n").sort()
  assert.deepEqual(lines, ["uncaughtException first", "uncaughtException of the callback", "uncaughtException second"])
})

test("ZMQ_IO_THREADS in the environment sets the number of threads", async () => {
  const program = `${load} console.log(zmq.Context.getMaxThreads()); zmq.socket("push").close()`
  assert.equal(await runScript(program, { env: { ZMQ_IO_THREADS: "3" } }), "3\n")
  await using child = Child.node(["-e", program], { env: { ZMQ_IO_THREADS: "many" }, cwd: __dirname })
  const { stdout, stderr } = await child.ended
  assert.equal(stdout, "1\n")
  assert.match(stderr, /ZMQ_IO_THREADS is "many"/)
})

test("a worker thread with open sockets ends when it is told to", async () => {
  const program = `
    const { Worker } = require("node:worker_threads")
    const worker = new Worker(\`
      const zmq = require("zmq-napi/v5-compat")
      const pull = zmq.socket("pull")
      pull.bindSync("tcp://127.0.0.1:*")
      pull.on("message", () => {})
      require("node:worker_threads").parentPort.postMessage("open")
    \`, { eval: true })
    worker.once("message", async () => { console.log(await worker.terminate()) })`
  assert.equal(await runScript(program), "1\n")
})

test("sockets do not depend on timers that a test replaces", async () => {
  const program = `
    const { mock } = require("node:test")
    mock.timers.enable()
    const push = zmq.socket("push"), pull = zmq.socket("pull")
    pull.bindSync("tcp://127.0.0.1:*")
    push.connect(pull.last_endpoint)
    pull.on("message", (text) => { console.log(String(text)); pull.close(); push.close() })
    push.send("x")`
  assert.equal(await ends(program), "x\n")
})
