import type { PeerSpec } from "../../protocol"
import { type Check, preparedMessage } from "../messages"
import type { Span } from "../span"
import type { Message, Receiver, Sender } from "./library"

type Socket = Sender & Receiver

/** Keeps a window of messages under way over all sockets, evenly at first, until `count` came back. */
export async function windowed(sockets: Socket[], spec: PeerSpec, count: number, check: Check): Promise<Span> {
  const { style, window = 1000 } = spec
  const flight = new Flight(preparedMessage(spec), count, check)
  const keep = style === "iterate" ? keepIterating : keepEach
  const share = Math.floor(window / sockets.length)
  const rest = window % sockets.length
  await Promise.all(sockets.map((socket, index) => keep(socket, share + (index < rest ? 1 : 0), flight)))
  return { first: flight.first, last: flight.last }
}

/** What all sockets have in common: how many messages are left to send, and when the first and last came back. */
class Flight {
  readonly message: Message
  readonly #check: Check
  readonly #count: number
  left: number
  #back = 0
  first = 0
  last = 0

  constructor(message: Message, count: number, check: Check) {
    this.message = message
    this.#check = check
    this.#count = count
    this.left = count
  }

  landed(message: Buffer[]): void {
    this.#check(message)
    this.#back += 1
    if (this.#back === 1) this.first = performance.now()
    if (this.#back === this.#count) this.last = performance.now()
  }
}

async function launch(socket: Socket, share: number, flight: Flight): Promise<number> {
  let underWay = 0
  for (; underWay < share && flight.left > 0; underWay++) {
    flight.left--
    await socket.send(flight.message)
  }
  return underWay
}

async function keepEach(socket: Socket, share: number, flight: Flight): Promise<void> {
  for (let underWay = await launch(socket, share, flight); underWay > 0; ) {
    flight.landed(await socket.receive())
    if (flight.left > 0) {
      flight.left--
      await socket.send(flight.message)
    } else {
      underWay--
    }
  }
}

async function keepIterating(socket: Socket, share: number, flight: Flight): Promise<void> {
  let underWay = await launch(socket, share, flight)
  if (underWay === 0) return
  for await (const message of socket) {
    flight.landed(message)
    if (flight.left > 0) {
      flight.left--
      await socket.send(flight.message)
    } else if (--underWay === 0) {
      return
    }
  }
}
