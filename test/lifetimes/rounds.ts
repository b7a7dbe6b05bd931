// Sockets that are closed, or forgotten and collected, in some state:
// node --expose-gc rounds.js <close|gc> <state> <endpoint> <rounds>
import assert from "node:assert/strict"
import { setImmediate as turn } from "node:timers/promises"
import { Context, Pull } from "#lib/index"
import { enter, type SocketInState, type State } from "./states.js"

const [, , end, state, endpoint, rounds] = process.argv as [string, string, string, State, string, string]

let warnings = 0
process.on("warning", (warning) => {
  assert.equal(warning.name, "ZmqResourceWarning")
  warnings++
})

// --- closed

const waitedSend = { name: "SocketClosedError", code: "EAGAIN", syscall: "zmq_msg_send" }
const waitedReceive = { name: "SocketClosedError", code: "EAGAIN", syscall: "zmq_msg_recv" }

async function checkClosed(outcome: Promise<unknown> | undefined): Promise<void> {
  if (state === "receiving") return assert.rejects(outcome!, waitedReceive)
  if (state === "sending") return assert.rejects(outcome!, waitedSend)
  if (state === "iterating") assert.deepEqual(await outcome, [])
  await outcome
}

async function close(unusedEndpoint: string): Promise<void> {
  const { socket, peer, outcome } = await enter(state, unusedEndpoint)
  const checked = checkClosed(outcome)
  socket.close()
  assert.equal(socket.closed, true)
  peer?.close()
  await checked
  if (state === "unsent") await checkDelivered(unusedEndpoint)
}

async function checkDelivered(unusedEndpoint: string): Promise<void> {
  using late = new Pull()
  late.bindSync(unusedEndpoint)
  assert.equal(String(await late.receive()), "taken")
}

// --- collected

/** Keeps only the outcome of the socket's operation, and its peer. */
async function forget(unusedEndpoint: string, context: Context): Promise<Pick<SocketInState, "peer" | "outcome">> {
  const { peer, outcome } = await enter(state, unusedEndpoint, context)
  return { ...(peer && { peer }), ...(outcome && { outcome }) }
}

async function collect(unusedEndpoint: string): Promise<void> {
  const context = new Context()
  const { peer, outcome } = await forget(unusedEndpoint, context)
  await collectGarbage()
  if (state === "receiving") {
    await peer!.send("late")
    assert.equal(await outcome, "late")
  }
  if (state === "iterating") {
    await peer!.send("late")
    await collectGarbage()
    await peer!.send("last")
    assert.deepEqual(await outcome, ["late", "last"])
  }
  if (state === "sending") {
    using late = new Pull()
    late.connect(unusedEndpoint)
    assert.equal(String(await late.receive()), "waits")
    await outcome
  }
  if (state === "unsent") await checkDelivered(unusedEndpoint)
  peer?.close()
  // It ends when its last socket is closed, which only the garbage collector can do.
  const ended = context.term()
  await collectGarbage()
  await ended
}

async function collectGarbage(): Promise<void> {
  // A weak reference that was made or read in this job holds until the next.
  await turn()
  globalThis.gc!()
}

async function main(): Promise<void> {
  for (let left = Number(rounds); left > 0; left--) await (end === "close" ? close : collect)(`${endpoint}${left}`)
  await turn()
  assert.equal(warnings, end === "gc" ? 1 : 0)
  console.log(`${rounds} rounds`)
}

main()
