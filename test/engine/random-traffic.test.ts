import assert from "node:assert/strict"
import { test } from "node:test"
import { setTimeout as delay, setImmediate } from "node:timers/promises"
import { allocUnsafe, Dealer, type Message, Pair, PartialSendError, Pull, Push, type SendOptions } from "#lib/index"
import { bindFresh, type Transport } from "../support/endpoints"
import { SeededRandom } from "../support/seeded-random"
import { until } from "../support/waiting"

// Both ends act at random and at once, with little room between them: what the sends say they sent is what arrives, in
// order and whole. The mixed receives and the mixed sends of order.test.ts keep to one end each.

const steps = 100

type Part = Buffer | string

/** What a call that sends is for, and how many of its messages it says it sent, once it is over. */
interface Sending {
  ids: number[]
  sent?: number
}

type Sender = Push | Pair | Dealer
type Receiver = Pull | Pair | Dealer

/** Sends what the random choices say. */
class RandomSender {
  readonly sendings: Sending[] = []
  readonly #socket: Sender
  readonly #random: SeededRandom
  #messages = 0

  constructor(socket: Sender, random: SeededRandom) {
    this.#socket = socket
    this.#random = random
  }

  get over(): boolean {
    return this.sendings.every(({ sent }) => sent !== undefined)
  }

  get sent(): number[] {
    return this.sendings.flatMap(({ ids, sent }) => ids.slice(0, sent))
  }

  async step(): Promise<void> {
    const random = this.#random
    const transfer = random.below(2) === 0
    const kind = random.below(8)
    if (kind === 7) await delay(random.below(3))
    else if (kind === 6) this.#sendSync()
    else if (kind < 3) this.#send(this.#make(1, transfer), this.#options(transfer))
    else this.#sendMany(this.#make(1 + random.below(30), transfer), this.#options(transfer))
  }

  #sendSync(): void {
    const [message] = this.#make(1, false)
    const sending = this.#begin(1)
    try {
      this.#socket.sendSync(message!, { timeout: this.#random.below(4) })
      sending.sent = 1
    } catch (error) {
      sending.sent = sentBefore(error)
    }
  }

  #send([message]: Part[][], options: SendOptions | undefined): void {
    this.#note(
      this.#begin(1),
      this.#socket.send(message!, options).then(() => 1),
    )
  }

  #sendMany(messages: Part[][], options: SendOptions | undefined): void {
    this.#note(this.#begin(messages.length), this.#socket.sendMany(messages, options))
  }

  #begin(count: number): Sending {
    const ids = Array.from({ length: count }, (_, index) => this.#messages - count + index)
    const sending: Sending = { ids }
    this.sendings.push(sending)
    return sending
  }

  #note(sending: Sending, result: Promise<number>): void {
    const note = (sent: number) => {
      sending.sent = sent
    }
    void result.catch(sentBefore).then(note)
  }

  #options(transfer: boolean): SendOptions | undefined {
    const options: SendOptions = {}
    if (transfer) options.transfer = true
    if (this.#random.below(3) === 0) options.timeout = this.#random.below(6)
    if (this.#random.below(4) === 0) {
      const controller = new AbortController()
      options.signal = controller.signal
      setTimeout(() => controller.abort(), this.#random.below(8))
    }
    return Object.keys(options).length > 0 ? options : undefined
  }

  /** Messages, each with its number, how many parts it has and what they are full of; some parts are in several. */
  #make(count: number, transfer: boolean): Part[][] {
    const fill = this.#random.below(256)
    const repeated = this.#body(fill, transfer)
    return Array.from({ length: count }, () => {
      const bodies: Buffer[] = []
      for (let left = this.#random.below(4); left > 0; left--) {
        const kind = this.#random.below(3)
        if (kind === 0) bodies.push(this.#body(fill, transfer))
        else bodies.push(kind === 1 ? repeated : repeated.subarray(this.#random.below(repeated.length)))
      }
      const sizes = bodies.map(({ length }) => length)
      return [JSON.stringify([this.#messages++, fill, ...sizes]), ...bodies]
    })
  }

  #body(fill: number, transfer: boolean): Buffer {
    const size = this.#random.pick([1, 30, 1500, 40_000 + this.#random.below(30_000)])
    return (transfer && this.#random.below(2) === 0 ? allocUnsafe(size) : Buffer.alloc(size)).fill(fill)
  }
}

function sentBefore(error: unknown): number {
  if (error instanceof PartialSendError) return sentBefore(error.cause) + error.sent
  assert.match((error as Error).name, /^(TimeoutError|AbortError)$/)
  return 0
}

/** The messages of a receive that may time out. */
function orNone(receiving: Promise<Message[][]>): Promise<Message[][]> {
  return receiving.catch((error) => {
    assert.equal(error.name, "TimeoutError")
    return []
  })
}

function receiveSync(socket: Receiver, timeout: number): Message[][] {
  try {
    return [socket.receiveSync({ timeout })]
  } catch (error) {
    assert.equal((error as Error).name, "TimeoutError")
    return []
  }
}

/** Receives as the random choices say. */
async function receive(socket: Receiver, random: SeededRandom): Promise<Message[][]> {
  const one = () => orNone(socket.receive({ timeout: 5 }).then((message) => [message]))
  const kind = random.below(7)
  if (kind < 2)
    return orNone(socket.receiveMany(kind === 0 ? { timeout: 5 } : { timeout: 5, max: 1 + random.below(20) }))
  if (kind < 4) return one()
  if (kind === 4) return receiveSync(socket, random.below(3))
  if (kind === 5) {
    const waiting = one()
    const blocking = receiveSync(socket, random.below(3))
    return [...(await waiting), ...blocking]
  }
  await delay(random.below(3))
  return []
}

/** The number of a message, which is whole. */
function check([header, ...bodies]: Message[]): number {
  const [id, fill, ...sizes] = JSON.parse(String(header)) as [number, number, ...number[]]
  assert.deepEqual(
    bodies.map(({ length }) => length),
    sizes,
  )
  for (const body of bodies) assert.ok(body.equals(Buffer.alloc(body.length, fill)), `message ${id}`)
  return id
}

async function act(from: Sender, to: Receiver, seed: number): Promise<void> {
  const sender = new RandomSender(from, new SeededRandom(seed))
  const random = new SeededRandom(-seed)
  const received: number[] = []
  let stop = false
  const receiving = (async () => {
    while (!stop) received.push(...(await receive(to, random)).map((message) => check(message)))
  })()
  for (let step = 0; step < steps; step++) await sender.step()
  await until(() => sender.over && received.length >= sender.sent.length)
  await setImmediate()
  stop = true
  await receiving
  assert.deepEqual(received, sender.sent)
  assert.equal(to.readable, false)
}

const types = [
  [Push, Pull],
  [Pair, Pair],
  [Dealer, Dealer],
] as const

for (const transport of ["inproc", "tcp"] satisfies Transport[]) {
  for (const seed of [1, 2, 3, 4, 5, 6]) {
    const [Sending, Receiving] = types[seed % 3]!
    test(`a ${Sending.name} and a ${Receiving.name} over ${transport} by seed ${seed}: every message that was sent arrives`, async () => {
      const mark = 1 + (seed % 4)
      using to = new Receiving({ receiveHighWaterMark: mark })
      using from = new Sending({ linger: 0, sendHighWaterMark: mark, pendingSendLimit: 100_000 })
      from.connect(await bindFresh(to, transport))
      await act(from, to, seed)
    })
  }
}
