// What the cases share. `zmq` is always handed in: which copy of the module a test has is what is tested.
const assert = require("node:assert/strict")
const { randomUUID } = require("node:crypto")
const { tmpdir } = require("node:os")
const { join } = require("node:path")
const { types } = require("node:util")

const transports = {
  tcp: () => "tcp://127.0.0.1:*",
  inproc: () => `inproc://${randomUUID()}`,
  ipc: () => `ipc://${join(tmpdir(), `zmq-napi-${randomUUID().slice(0, 13)}`)}`,
  ws: () => "ws://127.0.0.1:*",
}

// Closes the sockets whatever happens: one that stays open and waits would keep the runner from ending.
async function withSockets(sockets, run) {
  try {
    return await run(...sockets)
  } finally {
    for (const socket of sockets) socket.close()
  }
}

async function joinSockets(bound, connected, transport = "tcp") {
  await bound.bind(transports[transport]())
  connected.connect(bound.lastEndpoint)
}

// A question and its answer. The two sockets may be of different copies.
async function converse(request, reply, question = "question") {
  const asked = reply.receive()
  await request.send(question)
  assert.equal(String(await asked), question)
  const answered = request.receive()
  await reply.send(`${question}?`)
  assert.equal(String(await answered), `${question}?`)
}

async function roundTrip(zmq, transport = "tcp", options = {}) {
  await withSockets([new zmq.Request(options), new zmq.Reply(options)], async (request, reply) => {
    await joinSockets(reply, request, transport)
    for (let turn = 0; turn < 3; turn++) await converse(request, reply, `question ${turn}`)
  })
}

// Whether an error is of that copy's classes.
function isError(zmq, code, name = "ZmqError") {
  return (error) => {
    assert.ok(types.isNativeError(error), `${error} is an Error, of whichever realm`)
    assert.ok(error instanceof zmq.ZmqError, `${error} is a ZmqError of this copy`)
    assert.ok(error instanceof zmq[name], `${error} is a ${name} of this copy`)
    assert.equal(error.code, code)
    return true
  }
}

module.exports = { converse, isError, joinSockets, roundTrip, transports, withSockets }
