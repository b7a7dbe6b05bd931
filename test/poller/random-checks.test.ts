// poll, pollSync and a poll that waits come to the same, whatever is done to what they look at.
import assert from "node:assert/strict"
import { readSync, writeSync } from "node:fs"
import { describe, test } from "node:test"
import { Dealer, Pair, type PollEvents, Poller, type Socket } from "#lib/index"
import { Pipe } from "../support/descriptors"
import { freshAddress } from "../support/endpoints"
import { SeededRandom } from "../support/seeded-random"
import { timeLimit } from "../support/waiting"

type Kind = typeof Pair | typeof Dealer
type Talker = Pair | Dealer

/** Two sockets that take few messages, so that each state comes up. */
function joined(make: Kind, random: SeededRandom): [Talker, Talker] {
  const options = () => ({
    sendHighWaterMark: 1 + random.below(3),
    receiveHighWaterMark: 1 + random.below(3),
    linger: 0,
  })
  const [a, b] = [new make(options()), new make(options())]
  const address = freshAddress("inproc")
  a.bindSync(address)
  b.connect(address)
  return [a, b]
}

class Walk implements Disposable {
  readonly poller = new Poller()
  readonly random: SeededRandom
  readonly #sockets: Talker[]
  readonly #pipes = process.platform === "win32" ? [] : [new Pipe(), new Pipe()]
  readonly #asked = new Map<Socket | number, { readable: boolean; writable: boolean }>()

  constructor(seed: number) {
    this.random = new SeededRandom(seed)
    this.#sockets = [...joined(Pair, this.random), ...joined(Dealer, this.random)]
    for (const target of this.#targets) this.#ask(target)
  }

  get #targets(): (Socket | number)[] {
    return [...this.#sockets, ...this.#pipes.flatMap(({ reader, writer }) => [reader, writer])]
  }

  #ask(target: Socket | number): void {
    const asked = { readable: this.random.below(2) === 0, writable: this.random.below(6) === 0 }
    this.#asked.set(target, asked)
    this.poller.add(target, asked)
  }

  /** Does something at random. */
  async step(): Promise<void> {
    const socket = this.random.pick(this.#sockets)
    const choice = this.random.below(8)
    if (choice < 3) await socket.send(`${choice}`, { timeout: 0 }).catch(ignoreTimeout)
    else if (choice < 5) await socket.receive({ timeout: 0 }).catch(ignoreTimeout)
    else if (choice === 5) this.#ask(this.random.pick(this.#targets))
    else if (this.#pipes.length > 0) this.#usePipe(choice === 6)
  }

  #usePipe(write: boolean): void {
    const { reader, writer } = this.random.pick(this.#pipes)
    try {
      if (write) writeSync(writer, "x")
      else readSync(reader, Buffer.alloc(1))
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "EAGAIN")
    }
  }

  /** What the sockets themselves say is ready, of what is asked. */
  get sockets(): [Socket, PollEvents][] {
    return this.#sockets.flatMap((socket): [Socket, PollEvents][] => {
      const asked = this.#asked.get(socket)!
      const events = {
        readable: asked.readable && socket.readable,
        writable: asked.writable && socket.writable,
        error: false,
      }
      return events.readable || events.writable ? [[socket, events]] : []
    })
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets) socket.close()
    for (const pipe of this.#pipes) pipe[Symbol.dispose]()
  }
}

function ignoreTimeout(error: { name: string }): void {
  assert.equal(error.name, "TimeoutError")
}

describe("all ways to poll agree", () => {
  for (let seed = 1; seed <= 20; seed++) {
    test(`seed ${seed}`, async () => {
      using walk = new Walk(seed)
      const { poller, random } = walk
      let [waited, found] = [0, 0]
      for (let step = 0; step < 200; step++) {
        const waiting = random.below(3) === 0 ? poller.poll(timeLimit.timeout) : undefined
        await walk.step()
        const sync = poller.pollSync(0)
        assert.deepEqual([...(await poller.poll(0))], [...sync])
        const ready = [...sync].filter(([target]) => typeof target !== "number")
        assert.deepEqual(new Map(ready as [Socket, PollEvents][]), new Map(walk.sockets))
        if (waiting === undefined) continue
        waited += 1
        if (sync.size === 0) {
          // It goes on waiting: until something comes of the steps to come.
          while (poller.pollSync(0).size === 0) await walk.step()
        }
        found += (await waiting).size > 0 ? 1 : 0
      }
      assert.ok(waited > 20)
      assert.equal(found, waited)
    })
  }
})
