// Sockets and contexts that end, or are forgotten and collected, in some states, one after the other, each in a context
// of its own, which must end as well: node --expose-gc rounds.js <end> <states, with commas> <unused endpoint> <rounds>
import assert from "node:assert/strict"
import { setImmediate as turn } from "node:timers/promises"
import { Context, Pull } from "#lib/index"
import { deliveredLate, expectedOutcome, type InProcessEnd } from "./expected"
import { Waiting } from "./settled"
import { enter, type SocketInState, type State, transportOf } from "./states"

const [, , end, states, endpoint, rounds] = process.argv as [string, string, InProcessEnd, string, string, string]

let warnings = 0
process.on("warning", (warning) => {
  assert.equal(warning.name, "ZmqResourceWarning")
  warnings++
})

interface Round {
  state: State
  unusedEndpoint: string
  context: Context
  /** The operation that waits, where one does. */
  waiting: Waiting | undefined
  situation: Omit<SocketInState, "outcome">
}

async function begin(state: State, unusedEndpoint: string): Promise<Round> {
  const context = new Context()
  const { outcome, ...situation } = await enter(state, unusedEndpoint, context)
  const waiting = outcome && new Waiting(outcome)
  return { state, unusedEndpoint, context, waiting, situation }
}

async function checkSettled({ state, unusedEndpoint, waiting }: Round): Promise<void> {
  const expected = expectedOutcome(state, end, transportOf(unusedEndpoint))
  const outcome = waiting === undefined ? "nothing waits" : await waiting.ended
  if (typeof expected === "string") assert.equal(outcome, expected)
  else assert.match(outcome, expected)
}

function closeAll({ socket, peer }: SocketInState): void {
  socket?.close()
  peer?.close()
}

/** A peer that comes late gets what was sent. */
async function checkDelivered({ state, unusedEndpoint, context }: Round): Promise<void> {
  const transport = transportOf(unusedEndpoint)
  if (state !== "unsent" || !deliveredLate[transport].includes(end)) return
  using late = new Pull(transport === "inproc" ? { context } : {})
  late.bindSync(unusedEndpoint)
  assert.equal(String(await late.receive()), "taken")
}

async function endSocket(round: Round, endIt: (socket: Disposable & { close(): void }) => void): Promise<void> {
  const { context, situation } = round
  const { proxy } = situation
  const socket = proxy === undefined ? situation.socket! : proxy.frontEnd
  endIt(socket)
  assert.equal(socket.closed, true)
  await checkDelivered(round)
  // A flood has two sockets that end.
  if (round.state === "busy") situation.peer!.close()
  await checkSettled(round)
  if (proxy !== undefined) assert.equal(proxy.backEnd.closed, true)
  closeAll(situation)
  await context.term()
}

/** Ends what waits on a socket that was forgotten, where that has such an end. */
async function serveForgotten({ state, context, unusedEndpoint, situation: { peer } }: Round): Promise<boolean> {
  if (state === "receiving" || state === "polled") {
    await peer!.send("late")
  } else if (state === "iterating") {
    await peer!.send("late")
    await collectGarbage()
    await peer!.send("last")
  } else if (state === "sending") {
    using late = new Pull({ context })
    late.connect(unusedEndpoint)
    assert.equal(String(await late.receive()), "waits")
  } else {
    return false
  }
  return true
}

const ends: Record<InProcessEnd, (round: Round) => Promise<void>> = {
  close: (round) => endSocket(round, (socket) => socket.close()),
  dispose: (round) => endSocket(round, (socket) => socket[Symbol.dispose]()),

  async term(round) {
    const { context, situation } = round
    let over = false
    const ended = context.term().then(() => {
      over = true
    })
    await checkSettled(round)
    // It waits for the socket.
    if (situation.socket !== undefined) assert.equal(over, false)
    closeAll(situation)
    await checkDelivered(round)
    await ended
  },

  async shutdown(round) {
    round.context.shutdown()
    await checkSettled(round)
    closeAll(round.situation)
    await checkDelivered(round)
    await round.context.term()
  },

  async "dispose context"(round) {
    const { context, situation } = round
    const disposed = context[Symbol.asyncDispose]()
    for (const socket of [situation.socket, situation.peer]) assert.equal(socket?.closed ?? true, true)
    await checkSettled(round)
    await checkDelivered(round)
    await disposed
  },

  async gc(round) {
    const { peer } = round.situation
    round.situation = peer === undefined ? {} : { peer }
    await collectGarbage()
    assert.equal(round.waiting?.outcome, undefined)
    if (await serveForgotten(round)) await checkSettled(round)
    await checkDelivered(round)
    // It ends when its last socket is closed, which only the garbage collector can do: not always by one collection, as
    // the jobs of a flood that has just ended may still refer to its sockets.
    let over = false
    const ended = round.context.term().then(() => {
      over = true
    })
    await checkSettled(round)
    peer?.close()
    while (!over) await collectGarbage()
    await ended
  },
}

async function collectGarbage(): Promise<void> {
  // A weak reference that was made or read in this job holds until the next.
  await turn()
  globalThis.gc!()
}

async function main(): Promise<void> {
  for (const state of states.split(",") as State[]) {
    console.log(state)
    for (let left = Number(rounds); left > 0; left--)
      await ends[end](await begin(state, `${endpoint}-${state}-${left}`))
  }
  await turn()
  assert.equal(warnings, end === "gc" ? 1 : 0)
  console.log(`${rounds} rounds`)
}

main()
