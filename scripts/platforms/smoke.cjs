// The checks that every platform, runtime and package manager has to pass: run in a folder whose node_modules has
// zmq-napi, by Node 20 or later, Bun, or Deno (with -A). It prints a line for each step and ends with exit code 0, or
// with 1 if a step fails. A step that the platform does not have prints "refused" and the error's code.
const assert = require("node:assert/strict")
const fs = require("node:fs")
const { createRequire } = require("node:module")
const os = require("node:os")
const path = require("node:path")
const { isMainThread, parentPort, Worker, workerData } = require("node:worker_threads")

// As a program in the current folder would load it, wherever this file is.
const zmq = createRequire(path.join(process.cwd(), "smoke.cjs"))("zmq-napi")
const wildcardTcp = "tcp://127.0.0.1:*"
// No step takes a tenth of this, even on an emulated processor.
const limit = 30_000
const wait = { timeout: limit }

const steps = {
  tcp: () => roundTrip(wildcardTcp),
  ipc,
  inproc: () => roundTrip("inproc://smoke"),
  ws: () => roundTrip("ws://127.0.0.1:*"),
  CURVE: curve,
  "worker thread": workerThatWaits,
  "1 MiB message": largeMessage,
  "sync calls": syncCalls,
  proxy,
  poller,
  monitor,
}

async function main() {
  describe()
  const watchdog = setTimeout(() => give("time", new Error(`not over after ${(limit * 2) / 1000} s`), 1), limit * 2)
  for (const [name, step] of Object.entries(steps)) {
    try {
      console.log(`${name}: ${(await step()) ?? "ok"}`)
    } catch (error) {
      give(name, error)
    }
  }
  clearTimeout(watchdog)
  leaveOpen()
  process.on("exit", (code) => console.log(`clean exit: ${code === 0 ? "ok" : `exit code ${code}`}`))
  // Nothing keeps the process alive any more. What does so nevertheless is ended, and is a fault.
  setTimeout(() => give("clean exit", new Error("the process does not end"), 1), limit).unref()
}

function describe() {
  const { arch, platform, versions } = process
  const runtime = versions.bun
    ? `Bun ${versions.bun}`
    : versions.deno
      ? `Deno ${versions.deno}`
      : `Node ${versions.node}`
  console.log(`${runtime}, ${platform} ${arch}, libzmq ${zmq.version}, ${zmq.libzmqPatches.count} patches`)
  for (const file of Object.keys(require.cache)) if (file.endsWith(".node")) console.log(`addon: ${file}`)
}

function give(name, error, exitCode) {
  console.log(`${name}: FAILED, ${error instanceof Error ? error.stack : error}`)
  process.exitCode = 1
  if (exitCode !== undefined) process.exit(exitCode)
}

/** Request, reply, and a message of several parts, one of them empty. */
async function roundTrip(address, serverOptions = {}, clientOptions = {}) {
  const server = new zmq.Reply({ linger: 0, ...serverOptions })
  const client = new zmq.Request({ linger: 0, ...clientOptions })
  try {
    await server.bind(address)
    client.connect(server.lastEndpoint)
    await client.send(["question", "", "é€😀"], wait)
    const parts = await server.receive(wait)
    assert.deepEqual(parts.map(String), ["question", "", "é€😀"])
    await server.send(["answer", parts[2]], wait)
    assert.deepEqual((await client.receive(wait)).map(String), ["answer", "é€😀"])
  } finally {
    client.close()
    server.close()
  }
}

async function ipc() {
  // The socket's file has a name that is not ASCII.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "zmq-napi-é-"))
  try {
    await roundTrip(`ipc://${path.join(folder, "smoke.sock")}`)
  } catch (error) {
    // libzmq may be built without it, and older versions of Windows, and wine, have no sockets for it.
    const absent = zmq.capability.ipc ? "EAFNOSUPPORT" : "EPROTONOSUPPORT"
    if (process.platform !== "win32" || error?.code !== absent) throw error
    const socket = new zmq.Request()
    assert.throws(() => socket.connect(error.address), { code: absent })
    socket.close()
    return `refused, ${error.code}: ${error.message}`
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function curve() {
  const server = zmq.curveKeyPair()
  const client = zmq.curveKeyPair()
  await roundTrip(
    wildcardTcp,
    { curveServer: true, curveSecretKey: server.secretKey },
    { curveServerKey: server.publicKey, curvePublicKey: client.publicKey, curveSecretKey: client.secretKey },
  )
}

/** A worker thread is ended while it waits for a message; its socket is closed then, so the address is free again. */
async function workerThatWaits() {
  const worker = new Worker(__filename, { workerData: "smoke" })
  const address = await new Promise((resolve, reject) => {
    worker.once("message", resolve)
    worker.once("error", reject)
  })
  const ended = new Promise((resolve) => worker.once("exit", resolve))
  await worker.terminate()
  await ended
  if (process.versions.deno) await untilFree(address)
  await roundTrip(address)
}

/** Deno says that a worker thread has ended before it has, and its sockets are closed. */
async function untilFree(address) {
  const deadline = Date.now() + limit
  for (;;) {
    try {
      return await roundTrip(address)
    } catch (error) {
      if (error.code !== "EADDRINUSE" || Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
}

/** The other side of {@link workerThatWaits}: a receive that no message ends. */
async function waitForEver() {
  if (workerData !== "smoke") return
  const socket = new zmq.Pull()
  await socket.bind(wildcardTcp)
  const receiving = socket.receive()
  parentPort.postMessage(socket.lastEndpoint)
  await receiving
}

async function largeMessage() {
  const pull = new zmq.Pull()
  const push = new zmq.Push({ linger: 0 })
  try {
    await pull.bind(wildcardTcp)
    push.connect(pull.lastEndpoint)
    const sent = Buffer.alloc(1 << 20)
    for (let index = 0; index < sent.length; index++) sent[index] = (index * 31) >> 3
    await push.send(sent, wait)
    const [received] = await pull.receive(wait)
    assert.equal(received.length, sent.length)
    assert.equal(Buffer.compare(received, sent), 0)
  } finally {
    push.close()
    pull.close()
  }
}

async function syncCalls() {
  const pull = new zmq.Pull()
  const push = new zmq.Push({ linger: 0 })
  try {
    assert.throws(() => pull.receiveSync({ timeout: 0 }), { code: "EAGAIN" })
    await pull.bind(wildcardTcp)
    push.connect(pull.lastEndpoint)
    for (const text of ["first", "second"]) push.sendSync(text, wait)
    for (const text of ["first", "second"]) assert.equal(String(pull.receiveSync(wait)[0]), text)
  } finally {
    push.close()
    pull.close()
  }
}

/** Clients and a server that know only the proxy's two addresses. */
async function proxy() {
  const frontEnd = new zmq.Router()
  const backEnd = new zmq.Dealer()
  await frontEnd.bind(wildcardTcp)
  await backEnd.bind(wildcardTcp)
  const client = new zmq.Request({ linger: 0 })
  const server = new zmq.Reply({ linger: 0 })
  client.connect(frontEnd.lastEndpoint)
  server.connect(backEnd.lastEndpoint)
  const between = new zmq.Proxy(frontEnd, backEnd)
  const running = between.run()
  try {
    await client.send("question", wait)
    await server.send([...(await server.receive(wait)), "answer"], wait)
    assert.deepEqual((await client.receive(wait)).map(String), ["question", "answer"])
  } finally {
    between.terminate()
    await running
    client.close()
    server.close()
  }
  assert.equal(between.statistics().frontEnd.messagesReceived, 1)
}

async function poller() {
  const pull = new zmq.Pull()
  const silent = new zmq.Pull()
  const push = new zmq.Push({ linger: 0 })
  try {
    await pull.bind(wildcardTcp)
    push.connect(pull.lastEndpoint)
    const both = new zmq.Poller().add(pull).add(silent)
    assert.equal((await both.poll(0)).size, 0)
    await push.send("message", wait)
    const ready = await both.poll(limit)
    assert.deepEqual([...ready.keys()], [pull])
    assert.equal(ready.get(pull).readable, true)
  } finally {
    push.close()
    pull.close()
    silent.close()
  }
}

async function monitor() {
  const server = new zmq.Pull()
  const client = new zmq.Push({ linger: 0 })
  try {
    const events = server.events
    await server.bind(wildcardTcp)
    client.connect(server.lastEndpoint)
    const seen = []
    while (seen.at(-1) !== "handshake") seen.push((await events.receive(wait)).type)
    assert.deepEqual(seen, ["bind", "accept", "handshake"])
  } finally {
    client.close()
    server.close()
  }
}

/** The process has to end with sockets open that have a connection, and a message that nobody receives. */
function leaveOpen() {
  const pull = new zmq.Pull()
  const push = new zmq.Push({ linger: 0 })
  pull.bindSync(wildcardTcp)
  push.connect(pull.lastEndpoint)
  push.sendSync("unread", wait)
}

if (isMainThread) void main()
else void waitForEver()
