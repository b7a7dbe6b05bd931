// Received parts that are longer than a Buffer can be: long-parts.js <how>. Nobody has such a Buffer to send, and a machine may
// have no room for one, so the bound is lowered here.
import assert from "node:assert/strict"
import { binding } from "#lib/addon/binding"
import { Pull, Push, type ZmqError } from "#lib/index"
import { bindFresh, type Transport } from "../../support/endpoints"
import { timeLimit } from "../../support/waiting"

const longest = 50_000
const tooLong = Buffer.alloc(longest + 1)
const message = { name: "ZmqError", code: "EMSGSIZE", syscall: "zmq_msg_recv" }

const sent: (string | Buffer | (string | Buffer)[])[] = [
  tooLong,
  "first",
  "second",
  tooLong,
  tooLong,
  Buffer.alloc(longest, "a"),
  ["third", tooLong],
  [tooLong, "lost"],
  [Buffer.alloc(longest, "b"), "more"],
  ["lost", tooLong, "lost"],
  "last",
]
const expected = sent.map((parts) => {
  const whole = Array.isArray(parts) ? parts : [parts]
  return whole.includes(tooLong) ? message.code : text(whole)
})

/** A message at a glance, though its parts are large. */
function text(parts: readonly (string | Buffer)[]): string[] {
  return parts.map((part) => (part.length > 10 ? `${part.length} times ${String(part.slice(0, 1))}` : String(part)))
}

type Outcomes = (string | string[])[]

function outcomeOf(error: unknown): string {
  assert.throws(() => {
    throw error
  }, message)
  return (error as ZmqError).code
}

/** Each receives until the last message has come. */
const receives: Record<string, (pull: Pull, outcomes: Outcomes) => Promise<unknown>> = {
  receive: (pull, outcomes) => untilLast(outcomes, async () => outcomes.push(text(await pull.receive(timeLimit)))),

  async "receives that wait"(pull, outcomes) {
    const waiting = sent.map(() => pull.receive(timeLimit).then(text, outcomeOf))
    outcomes.push(...(await Promise.all(waiting)))
  },

  receiveMany: (pull, outcomes) =>
    untilLast(outcomes, async () => outcomes.push(...(await pull.receiveMany(timeLimit)).map(text))),

  "receiveMany with a max": (pull, outcomes) =>
    untilLast(outcomes, async () => outcomes.push(...(await pull.receiveMany({ ...timeLimit, max: 100 })).map(text))),

  receiveSync: (pull, outcomes) => untilLast(outcomes, async () => outcomes.push(text(pull.receiveSync(timeLimit)))),

  loop: (pull, outcomes) =>
    untilLast(outcomes, async () => {
      for await (const parts of pull) if (outcomes.push(text(parts)) && isOver(outcomes)) break
    }),

  batches: (pull, outcomes) =>
    untilLast(outcomes, async () => {
      for await (const messages of pull.batches()) if (outcomes.push(...messages.map(text)) && isOver(outcomes)) break
    }),
}

function isOver(outcomes: Outcomes): boolean {
  return String(outcomes.at(-1)) === "last"
}

async function untilLast(outcomes: Outcomes, receive: () => Promise<unknown>): Promise<void> {
  while (!isOver(outcomes)) {
    try {
      await receive()
    } catch (error) {
      outcomes.push(outcomeOf(error))
    }
  }
}

async function check(receive: (typeof receives)[string], transport: Transport): Promise<void> {
  using pull = new Pull()
  using push = new Push()
  push.connect(await bindFresh(pull, transport))
  const outcomes: Outcomes = []
  const sending = push.sendMany(sent)
  const receiving = receive(pull, outcomes)
  await sending
  await receiving
  assert.deepEqual(outcomes, expected)
  assert.equal(pull.readable, false)
}

async function main(name: string): Promise<void> {
  binding.setLongestPart(longest)
  await check(receives[name]!, "inproc")
  await check(receives[name]!, "tcp")
  console.log("checked")
}

if (require.main === module) main(process.argv[2]!)
export const names = Object.keys(receives)
