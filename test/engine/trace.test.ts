// NODE_DEBUG=zmq-napi: what contexts, sockets and proxies do.
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { test } from "node:test"

/** Runs a program of traced.ts. Returns its outputs. */
function run(program: string, debug: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(__dirname, "traced.js"), program], {
    encoding: "utf8",
    env: { ...process.env, NODE_DEBUG: debug, NODE_OPTIONS: "" },
  })
  assert.equal(status, 0, stderr)
  return { stdout, stderr }
}

/** The lines of the program's trace, without what differs from run to run. */
function traceOf(program: string): string[] {
  const lines = run(program, "zmq-napi").stderr.trimEnd().split("\n")
  const prefix = /^ZMQ-NAPI \d+: \d+\.\d{3} /
  for (const line of lines) assert.match(line, prefix)
  return lines.map((line) =>
    line
      .replace(prefix, "")
      .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
      .replace(/milliseconds=\d+/, "milliseconds=N"),
  )
}

const nothing = "{ messages: 0, bytes: 0 }"
const one = "{ messages: 1, bytes: 9 }"

function totals(sent: string, received: string, sends = 0): string {
  return `sent=${sent} received=${received} receivedAhead=0 waiting={ sends: ${sends}, receives: 0 }`
}

test("a socket's life: opening, options, endpoints, its end; no messages", () => {
  // Whether the send or the receive waits depends on the connection.
  const all = traceOf("life")
  // Events come from libzmq's threads, whenever these have reported them.
  const lines = all.filter((line) => !/ (begins to wait|stops waiting|event) /.test(line))
  assert.ok(all.includes("Push 0 event type='bind' address='tcp://127.0.0.1:PORT'"), all.join("\n"))
  assert.ok(all.includes("Pull 2 event type='connect' address='tcp://127.0.0.1:PORT'"), all.join("\n"))
  assert.doesNotMatch(all.join("\n"), /a message/)
  assert.deepEqual(lines, [
    "Context 1 attached",
    "Push 0 opened context=1",
    "Push 0 set option='linger' value=0",
    "Push 0 bind address='tcp://127.0.0.1:*' endpoint='tcp://127.0.0.1:PORT'",
    "Pull 2 opened context=1",
    "Pull 2 connect address='tcp://127.0.0.1:PORT'",
    "Push 0 sent parts=1 bytes=9",
    "Pull 2 received parts=1 bytes=9",
    "Pull 2 disconnect address='tcp://127.0.0.1:PORT'",
    "Push 0 unbind address='tcp://127.0.0.1:PORT'",
    `Pull 2 closed ${totals(nothing, one)}`,
    `Push 0 closed ${totals(one, nothing)}`,
  ])
})

test("waiting: a message, a time-out, an abort, a refusal, a close", () => {
  const lines = traceOf("waiting").filter((line) => / (begins to wait|stops waiting|rejected) /.test(line))
  assert.deepEqual(lines, [
    "Pull 0 begins to wait operation='receive' timeout=-1",
    "Pull 0 stops waiting operation='receive' milliseconds=N",
    "Pull 0 begins to wait operation='receive' timeout=1",
    "Pull 0 stops waiting operation='receive' milliseconds=N error=EAGAIN (No message arrived within 1 ms)",
    "Pull 0 begins to wait operation='receive' timeout=-1",
    "Pull 0 stops waiting operation='receive' milliseconds=N error=Error",
    "Push 4 rejected operation='send' error=EAGAIN (The message could not be sent within 0 ms: no peer is connected, or none has room)",
    "Push 4 rejected operation='send' error=TypeError ERR_INVALID_ARG_TYPE",
    "Push 4 begins to wait operation='send' timeout=-1",
    "Push 4 stops waiting operation='send' milliseconds=N error=EAGAIN (Socket was closed while the operation waited)",
  ])
})

test("blocking operations", () => {
  const lines = traceOf("blocking").filter((line) => / (begins to wait|stops waiting) /.test(line))
  assert.deepEqual(lines, [
    "Pull 0 begins to wait operation='receiveSync' timeout=1",
    "Pull 0 stops waiting operation='receiveSync' milliseconds=N error=EAGAIN (No message arrived within 1 ms)",
    "Push 1 begins to wait operation='sendSync' timeout=1",
    "Push 1 stops waiting operation='sendSync' milliseconds=N error=EAGAIN (The message could not be sent within 1 ms: no peer is connected, or none has room)",
  ])
})

test("endpoints that are refused, with the error's code", () => {
  const lines = traceOf("errors").filter((line) => / error=/.test(line) && !line.includes(" event "))
  assert.deepEqual(
    lines.map((line) => line.replace(/ \(.*/, "")),
    [
      "Push 2 bind address='tcp://127.0.0.1:PORT' error=EADDRINUSE",
      "Push 0 connect address='tcp://' error=EINVAL",
      "Push 0 disconnect address='tcp://127.0.0.1:PORT' error=ENOENT",
    ],
  )
})

test("secret options are redacted, however they are set", () => {
  const { stdout, stderr } = run("secrets", "zmq-napi")
  for (const secret of [stdout.trim(), "a secret"]) assert.ok(!stderr.includes(secret), stderr)
  for (const option of ["curveSecretKey", "plainPassword", "socksPassword"]) {
    assert.ok(stderr.includes(`Push 0 set option='${option}' value='[secret]'`), stderr)
  }
  assert.match(stderr, /set option='curvePublicKey' value='.{40}'/)
})

test("a proxy and a context", () => {
  assert.deepEqual(
    traceOf("proxy").filter((line) => !line.includes(" event ")),
    [
      "Context 1 attached",
      "Context 2 created",
      "Router 0 opened context=2",
      "Router 0 bind address='inproc://front' endpoint='inproc://front'",
      "Dealer 2 opened context=2",
      "Dealer 2 bind address='inproc://back' endpoint='inproc://back'",
      "Proxy 0 running frontEnd='Router 0' backEnd='Dealer 2'",
      "Router 0 handed over",
      "Dealer 2 handed over",
      "Proxy 0 ended",
      `Router 0 closed ${totals(nothing, nothing)}`,
      `Dealer 2 closed ${totals(nothing, nothing)}`,
      "Context 2 shut down",
      "Context 2 terminated",
    ],
  )
})

test("the end of the process: sockets that are open, and their sends that wait", () => {
  const lines = traceOf("exit").filter((line) => line.includes("at exit"))
  assert.deepEqual(lines, [
    `Push 0 open at exit ${totals(nothing, nothing, 1)}`,
    `Publisher 1 open at exit ${totals(one, nothing)}`,
  ])
})

test("a worker thread is named", () => {
  const lines = traceOf("worker")
  assert.ok(lines.includes("thread 1 Push 0 opened context=1"), lines.join("\n"))
})

test("without NODE_DEBUG, or with that of others, nothing is written", () => {
  for (const debug of ["", "net,timers"]) assert.equal(run("life", debug).stderr.replace(/^(NET|TIMER).*\n/gm, ""), "")
})
