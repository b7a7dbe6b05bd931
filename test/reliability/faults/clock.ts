// A process whose clock jumps: node clock.js <jump>, with clock.c preloaded

import assert from "node:assert/strict"
import { openSync, writeSync } from "node:fs"
import { Pull, Push, Reply, Request, TimeoutError } from "#lib/index"
import { bindFresh } from "../../support/endpoints"
import { eventOf } from "../../support/events"
import { runNamedProgram } from "../../support/programs"
import { timeLimit } from "../../support/waiting"

const file = openSync(process.env.CLOCK_OFFSETS!, "r+")
/** In nanoseconds. */
const hour = 3600n * 10n ** 9n
const offsets = { "time of day": 0n, monotonic: 0n }

function set(clock: "time of day" | "monotonic", nanoseconds: bigint): void {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64LE(nanoseconds)
  writeSync(file, bytes, 0, 8, clock === "monotonic" ? 8 : 0)
}

/** Sets the clock forward, or back, and checks that this process sees it. */
function checkJump(clock: "time of day" | "monotonic", hours: number): void {
  const read = () => (clock === "monotonic" ? performance.now() : Date.now())
  const before = read()
  offsets[clock] += BigInt(hours) * hour
  set(clock, offsets[clock])
  const jumped = read() - before
  assert.ok(Math.abs(jumped - hours * 3_600_000) < 60_000, `the clock jumped by ${jumped} ms`)
}

/** The time of day says nothing about how long to wait: what has been begun takes as long as it was told. */
async function timeOfDayJumps(hours: number): Promise<void> {
  using pull = new Pull({ heartbeatInterval: 100, heartbeatTimeout: 1000, handshakeInterval: 5000 })
  using push = new Push({ linger: 0, heartbeatInterval: 100, heartbeatTimeout: 1000, reconnectInterval: 50 })
  const events = push.observe()
  const endpoint = await bindFresh(pull)
  push.connect(endpoint)
  await eventOf(events, "handshake")
  const began = performance.now()
  const waiting = assert.rejects(pull.receive({ timeout: 300 }), TimeoutError)
  checkJump("time of day", hours)
  await waiting
  const took = performance.now() - began
  assert.ok(took > 290 && took < 5000, `a wait of 300 ms took ${took} ms`)
  const beganSync = performance.now()
  assert.throws(() => pull.receiveSync({ timeout: 200 }), TimeoutError)
  const tookSync = performance.now() - beganSync
  assert.ok(tookSync > 190 && tookSync < 5000, `a wait of 200 ms took ${tookSync} ms`)
  // A connection that breaks is made again, and messages flow.
  await pull.unbind(endpoint)
  await eventOf(events, "disconnect")
  await pull.bind(endpoint)
  await eventOf(events, "handshake")
  for (let number = 0; number < 100; number++) await push.send(`${number}`, timeLimit)
  for (let number = 0; number < 100; number++) assert.equal(String((await pull.receive(timeLimit))[0]), `${number}`)
}

/** Nothing has been heard of peers for an hour: connections may be given up, and are made again by themselves. */
async function monotonicJumps(): Promise<void> {
  const options = { heartbeatInterval: 100, heartbeatTimeout: 1000, reconnectInterval: 50 }
  using reply = new Reply(options)
  using request = new Request({ ...options, linger: 0, relaxed: true, correlate: true })
  request.connect(await bindFresh(reply))
  const serving = (async () => {
    for await (const parts of reply) await reply.send(parts)
  })().catch((error) => {
    if (!reply.closed) throw error
  })
  const ask = async (question: string): Promise<void> => {
    for (;;) {
      await request.send(question, timeLimit)
      try {
        assert.equal(String((await request.receive({ timeout: 500 }))[0]), question)
        return
      } catch (error) {
        assert.ok(error instanceof TimeoutError)
      }
    }
  }
  for (let jump = 1; jump <= 3; jump++) {
    await ask(`before ${jump}`)
    checkJump("monotonic", 1)
    await ask(`after ${jump}`)
  }
  reply.close()
  await serving
}

runNamedProgram(module, {
  "day forward": () => timeOfDayJumps(24),
  "day back": () => timeOfDayJumps(-24),
  "monotonic hour forward": monotonicJumps,
})
