import assert from "node:assert/strict"
import { test } from "node:test"
import { Child, runScript } from "../support/child"

const prelude = `
  const { Request, Reply, Push, Pull } = require("zmq-napi")
  const { Worker } = require("node:worker_threads")
  const address = "inproc://turns"
  const server = new Reply()
  server.bindSync(address)
  const request = new Request()
  request.connect(address)
`

function wrapped(program: string): string {
  return `${prelude};(async () => {${program}})()`
}

/** Runs a program that ends well: what it printed. */
function run(program: string): Promise<string> {
  return runScript(wrapped(program))
}

const efsm = /ZmqError: Operation cannot be accomplished in current state: a Request/

test("a script that sends twice, or receives unasked, ends with EFSM and status 1, and nothing is unsettled", async () => {
  for (const program of [
    'await request.send("Hello"); await request.send("World")',
    'await request.send("Hello"); await request.sendMany(["World", "again"])',
    "await request.receive()",
    "await request.receiveMany()",
    "for await (const _ of request);",
    "for await (const _ of request.batches());",
    'await server.send("answer")',
  ]) {
    await using child = Child.node(["-e", wrapped(program)], { cwd: __dirname })
    const { code, stderr } = await child.ended
    assert.equal(code, 1, `${program}: ${stderr}`)
    assert.match(stderr, efsm, program)
  }
})

test("a script may handle that, and go on", async () => {
  const stdout = await run(`
    await request.send("Hello")
    const outcomes = await Promise.allSettled([request.send("World"), request.send("again")])
    console.log(outcomes.map(({ reason }) => reason.code).join())
    console.log(String(await server.receive()))
    await server.send("answer")
    console.log(String(await request.receive()))
    await request.send("World").then(() => console.log("sent"))`)
  assert.equal(stdout, "EFSM,EFSM\nHello\nanswer\nsent\n")
})

test("a worker that sends twice ends with EFSM, and the process goes on", async () => {
  const stdout = await run(`
    const source = ${JSON.stringify(`
      const { Request } = require("zmq-napi")
      const request = new Request()
      request.connect("inproc://turns")
      request.send("Hello").then(() => request.send("World"))`)}
    const worker = new Worker(source, { eval: true })
    worker.on("error", (error) => console.log(error.message))
    worker.on("exit", (code) => console.log("exit", code))`)
  assert.match(stdout, /^Operation cannot be accomplished in current state: .*\nexit 1\n$/)
})

test("what is out of turn waits as long as something else keeps the process alive", async () => {
  const stdout = await run(`
    request.send("Hello").then(() => request.send("World")).then(() => console.log("World was sent"))
    setTimeout(async () => {
      console.log(String(await server.receive()))
      await server.send("answer")
      console.log(String(await request.receive()))
    }, 50)`)
  assert.equal(stdout, "Hello\nanswer\nWorld was sent\n")
})

test("a time-out of its own ends it before the end of the process does", async () => {
  const stdout = await run(`
    await request.send("Hello")
    await request.send("World", { timeout: 50 }).catch((error) => console.log(error.name, error.code))
    await server.send("answer", { timeout: 50 }).catch((error) => console.log(error.name, error.code))`)
  assert.equal(stdout, "TimeoutError EAGAIN\nTimeoutError EAGAIN\n")
})

test("after unref() the process ends as if nothing waited", async () => {
  const stdout = await run(`
    request.unref()
    request.receive().then(() => console.log("received"), (error) => console.log(error.code))`)
  assert.equal(stdout, "")
})

test("what waits in turn keeps the process alive for what waits behind it", async () => {
  const stdout = await run(`
    const clients = [0, 1, 2].map(async (client) => {
      await request.send(String(client))
      console.log(String(await request.receive()))
    })
    setTimeout(async () => {
      for await (const [question] of server) {
        await server.send(question)
        if (String(question) === "2") break
      }
    }, 100)
    await Promise.all(clients)`)
  assert.equal(stdout, "0\n1\n2\n")
})
