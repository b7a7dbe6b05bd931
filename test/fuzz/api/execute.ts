import { setTimeout as pause, setImmediate } from "node:timers/promises"
import { type Authenticator, Context, Observer, PartialSendError, Poller, type Socket } from "#lib/index"
import { bindFresh } from "../../support/endpoints"
import { authenticate, links } from "../../support/mechanisms"
import { Deadline } from "../deadline"
import { Ledger, type Slot } from "./ledger"
import { type Pattern, patterns, type Side } from "./patterns"
import type { Operation, Plan } from "./plan"

/** In milliseconds: what does not happen for so long never happens. */
const never = 15_000

/** In milliseconds: what a socket that is closed early may take to send what it has accepted. */
const linger = 200

/** All that a plan may call; each type of socket has a part of it. */
type AnySocket = Socket & {
  send(message: unknown, options?: object): Promise<void>
  sendMany(messages: readonly unknown[], options?: object): Promise<number>
  sendSync(message: unknown, options?: object): void
  receive(options?: object): Promise<Received>
  receiveMany(options?: object): Promise<Received[]>
  receiveSync(options?: object): Received
  sendHighWaterMark: number
  [Symbol.asyncIterator](): AsyncIterator<Received>
}
type Received = (Buffer | { routingId: number })[]

/** Carries the plan out. Resolves with what went wrong. */
export async function execute(plan: Plan): Promise<string[]> {
  const run = new Run(plan)
  await run.open()
  for (const operation of plan.operations) await run.act(operation)
  await run.end()
  return run.ledger.violations
}

class Run {
  readonly ledger: Ledger
  readonly #plan: Plan
  readonly #pattern: Pattern
  readonly #context = new Context()
  #authenticator: Authenticator | undefined
  readonly #sockets: AnySocket[] = []
  /** The numbers of the sockets of a side. */
  readonly #side: Record<Side, number[]> = { left: [], right: [] }
  readonly #closed = new Set<number>()
  #ended = false
  /** Sends that have not settled, and all operations that have not. */
  #sending = 0
  readonly #open = new Set<Promise<void>>()
  /** By the number of the peer: the routing id that it has at the socket which names its peers. */
  readonly #routes = new Map<number, Buffer | number>()
  readonly #observed = new Set<number>()

  constructor(plan: Plan) {
    this.#plan = plan
    this.#pattern = patterns[plan.pattern]
    this.ledger = new Ledger(this.#pattern.onePart ?? false)
  }

  async open(): Promise<void> {
    const { counts, bound, sendHighWaterMark, receiveHighWaterMark, pendingSendLimit } = this.#plan
    const link = links[this.#plan.link]!
    this.#authenticator = authenticate(this.#context)
    for (const [index, side] of (["left", "right"] as const).entries()) {
      for (let count = Math.min(counts[index]!, this.#pattern.most[index]!); count > 0; count--) {
        const socket = this.#pattern[side]({ context: this.#context, pendingSendLimit, linger }) as AnySocket
        if ("sendHighWaterMark" in socket) socket.sendHighWaterMark = sendHighWaterMark
        if ("receiveHighWaterMark" in socket) socket.receiveHighWaterMark = receiveHighWaterMark
        if ("subscribe" in socket) (socket.subscribe as (topic: string) => void)("")
        this.#side[side].push(this.#sockets.push(socket) - 1)
      }
    }
    const [binding, connecting] =
      bound === "left" ? [this.#side.left, this.#side.right] : [this.#side.right, this.#side.left]
    const secured = (server: number, client: number) => link.secure(this.#sockets[server]!, this.#sockets[client]!)
    for (const server of binding) {
      for (const client of connecting) secured(server, client)
      const endpoint = await bindFresh(this.#sockets[server]!, link.transport)
      for (const client of connecting) this.#sockets[client]!.connect(endpoint)
    }
    if (this.#plan.pattern === "XPUB-SUB") await this.#subscriptions()
    if (this.#pattern.service) for (const index of this.#side.right) this.#track(this.#serve(this.#sockets[index]!))
  }

  async act(operation: Operation): Promise<void> {
    switch (operation.do) {
      case "send":
        return this.#send(operation)
      case "send sync":
        return this.#sendSync(operation)
      case "receive":
        return this.#receive(operation)
      case "receive sync":
        return this.#receiveSync(operation)
      case "set high-water mark": {
        const sender = this.#pick("sends", operation.socket)
        if (!this.#closed.has(sender)) this.#sockets[sender]!.sendHighWaterMark = operation.mark
        return
      }
      case "poll":
        return this.#poll(this.#any(operation.socket), operation.timeout)
      case "observe":
        return this.#observe(this.#any(operation.socket))
      case "close":
        return this.#close(this.#any(operation.socket))
      case "turn":
        return setImmediate()
      case "pause":
        return pause(operation.milliseconds)
    }
  }

  /** Receives what is due, if the plan says so, ends everything, and checks what came. */
  async end(): Promise<void> {
    const { ending } = this.#plan
    if (ending === "drain") await this.#drain()
    this.#ended = true
    if (ending === "shutdown") this.#context.shutdown()
    const terminated = ending === "term" ? this.#context.term() : undefined
    for (const [number, socket] of this.#sockets.entries()) {
      // Everything that is due has come: nothing may keep the context.
      if (!this.#closed.has(number) && terminated === undefined) socket.linger = 0
      this.#close(number)
    }
    await this.#within(Promise.all(this.#open), "an operation did not settle after the end")
    this.#authenticator?.stop()
    await this.#within(terminated ?? this.#context.term(), "the context did not end")
    this.ledger.check(this.#pattern.everyone ?? false)
  }

  #send({ socket, to, count, sizes, transfer, timeout, abort }: Extract<Operation, { do: "send" }>): void {
    const sender = this.#pick("sends", socket)
    const route = this.#routeFrom(sender, to)
    if (route === undefined) return
    const one = count === 1 || this.#plan.pattern === "CLIENT-SERVER"
    const made = Array.from({ length: one ? 1 : count }, () => this.ledger.make(sender, route.to, sizes))
    const ids = made.map(({ id }) => id)
    const options = { ...limited(timeout, abort), ...(transfer && { transfer }) }
    const call = async () => {
      if (one) {
        await this.#sockets[sender]!.send(route.message(made[0]!.parts), { ...options, ...route.options })
        return 1
      }
      return this.#sockets[sender]!.sendMany(
        made.map(({ parts }) => route.message(parts)),
        options,
      )
    }
    this.#sending++
    const allowed = this.#allowance(sender, timeout, abort !== undefined, to)
    const settled = call().then(
      (sent) => this.#sent(ids, sent),
      (error) => this.#sent(ids, this.#acceptedBefore(error, allowed)),
    )
    this.#track(
      settled.finally(() => {
        this.#sending--
      }),
    )
  }

  #sendSync({ socket, to, sizes, timeout }: Extract<Operation, { do: "send sync" }>): void {
    const sender = this.#pick("sends", socket)
    const route = this.#routeFrom(sender, to)
    if (route === undefined) return
    const { id, parts } = this.ledger.make(sender, route.to, sizes)
    try {
      this.#sockets[sender]!.sendSync(route.message(parts), { timeout, ...route.options })
      this.#sent([id], 1)
    } catch (error) {
      this.#sent([id], this.#acceptedBefore(error, this.#allowance(sender, 0, false, to)))
    }
  }

  #receive({ socket, most, timeout, abort }: Extract<Operation, { do: "receive" }>): void {
    const receiver = this.#pick("receives", socket)
    const slot = this.ledger.slot(receiver)
    const options = limited(timeout, abort)
    const call = async () => {
      const from = this.#sockets[receiver]!
      return most === undefined ? [await from.receive(options)] : from.receiveMany({ ...options, max: most })
    }
    const allowed = this.#allowance(receiver, timeout, abort !== undefined)
    this.#track(
      call().then(
        (messages) => this.#received(receiver, slot, messages),
        (error) => this.#check(error, allowed),
      ),
    )
  }

  #receiveSync({ socket, timeout }: Extract<Operation, { do: "receive sync" }>): void {
    const receiver = this.#pick("receives", socket)
    const slot = this.ledger.slot(receiver)
    try {
      this.#received(receiver, slot, [this.#sockets[receiver]!.receiveSync({ timeout })])
    } catch (error) {
      this.#check(error, this.#allowance(receiver, 0, false))
    }
  }

  #poll(number: number, timeout: number): void {
    if (this.#closed.has(number)) return
    const poller = new Poller().add(this.#sockets[number]!, { readable: true, writable: true })
    this.#track(poller.poll({ timeout }).then(() => {}))
  }

  #observe(number: number): void {
    if (this.#closed.has(number) || this.#observed.has(number)) return
    this.#observed.add(number)
    const observer = new Observer(this.#sockets[number]!)
    this.#track(
      (async () => {
        for await (const event of observer) {
          // An end that is closed early breaks handshakes.
          const early = this.#ended || this.#closed.size > 0
          if (event.type.includes("error") && !early) this.ledger.violate(`${number} reported ${event.type}`)
        }
      })(),
    )
  }

  #close(number: number): void {
    this.#closed.add(number)
    this.#sockets[number]!.close()
  }

  /** Receives until everything that was accepted has come, and every send has settled. */
  async #drain(): Promise<void> {
    const receivers = this.#numbers("receives").filter((number) => !this.#closed.has(number))
    let over = false
    const draining = receivers.map(async (receiver) => {
      while (!over) {
        const slot = this.ledger.slot(receiver)
        try {
          this.#received(receiver, slot, await this.#sockets[receiver]!.receiveMany({ timeout: 20 }))
        } catch (error) {
          this.#check(error, this.#allowance(receiver, 20, false))
        }
      }
    })
    using deadline = new Deadline(never)
    while (!this.#isDelivered(receivers) && !deadline.over) await setImmediate()
    if (deadline.over) {
      const missing = this.ledger.missing(receivers, this.#pattern.everyone ?? false)
      this.ledger.violate(`${missing} messages did not come, ${this.#sending} sends did not settle`)
    }
    over = true
    await this.#within(Promise.all(draining), "a receive with a time-out did not settle")
  }

  #isDelivered(receivers: readonly number[]): boolean {
    // Where a socket was closed, messages may be lost, and sends may have nobody to go to.
    if (this.#closed.size > 0) return true
    if (this.#sending > 0) return false
    return this.#pattern.drops === true || this.ledger.missing(receivers, this.#pattern.everyone ?? false) === 0
  }

  #sent(ids: readonly number[], count: number): void {
    this.ledger.accept(ids.slice(0, count))
    this.ledger.reject(ids.slice(count))
  }

  #received(receiver: number, slot: Slot, messages: readonly Received[]): void {
    for (const message of messages) {
      const named = this.#pattern.routes === true && this.#side.right.includes(receiver)
      const [route, parts] = named ? withoutRoute(message) : [undefined, message as Buffer[]]
      slot.messages.push(parts)
      const sender = this.ledger.senderOf(parts)
      if (route !== undefined && sender !== undefined) this.#routes.set(sender, route)
    }
  }

  /** How a message gets to the peer that the plan names; undefined while its routing id is not known. */
  #routeFrom(sender: number, to: number) {
    const plain = (parts: Buffer[]): unknown => parts
    const { left, right } = this.#side
    if (this.#pattern.service) return { to: sender, message: plain, options: {} }
    if (!this.#pattern.routes || left.includes(sender)) return { to: undefined, message: plain, options: {} }
    const peer = left[to % left.length]!
    const route = this.#routes.get(peer)
    if (route === undefined || right.length === 0) return undefined
    if (typeof route === "number")
      return { to: peer, message: (parts: Buffer[]) => parts[0], options: { routingId: route } }
    return { to: peer, message: (parts: Buffer[]) => [route, ...parts], options: {} }
  }

  /** Which errors an operation may have, asked when it has settled. */
  #allowance(number: number, timeout: number | undefined, aborted: boolean, to?: number) {
    const closedBefore = this.#closed.has(number)
    const { left } = this.#side
    return ({ name, code }: { name?: string; code?: string }): boolean => {
      const closed = this.#closed.has(number)
      if (name === "TimeoutError") return timeout !== undefined
      if (name === "AbortError") return aborted
      if (name === "SocketClosedError") return closed && !closedBefore
      if (code === "EBADF") return closedBefore || this.#ended
      if (code === "ETERM") return this.#ended
      if (code === "EBUSY") return this.#plan.pendingSendLimit !== undefined
      if (code === "EFSM") return this.#plan.pattern === "REQ-REP" && timeout === 0
      if (code === "EHOSTUNREACH") return to !== undefined && (this.#ended || this.#closed.has(left[to % left.length]!))
      return false
    }
  }

  /** How many messages of a send were accepted before the error. */
  #acceptedBefore(error: unknown, allowed: (error: object) => boolean): number {
    if (error instanceof PartialSendError) {
      this.#check(error.cause, allowed)
      return error.sent
    }
    this.#check(error, allowed)
    return 0
  }

  #check(error: unknown, allowed: (error: object) => boolean): void {
    if (!allowed(error as object)) this.ledger.violate(`an operation had a wrong error: ${(error as Error).stack}`)
  }

  async #serve(socket: AnySocket): Promise<void> {
    try {
      for await (const request of { [Symbol.asyncIterator]: () => socket[Symbol.asyncIterator]() })
        await socket.send(request)
    } catch (error) {
      const number = this.#sockets.indexOf(socket)
      this.#check(error, this.#allowance(number, undefined, false))
    }
  }

  /** Waits until the publisher knows all subscriptions. */
  async #subscriptions(): Promise<void> {
    const [publisher] = this.#side.left
    for (const _ of this.#side.right) await this.#sockets[publisher!]!.receive({ timeout: never })
  }

  #numbers(what: "sends" | "receives"): number[] {
    return this.#pattern[what].flatMap((side) => this.#side[side])
  }

  #pick(what: "sends" | "receives", number: number): number {
    const numbers = this.#numbers(what)
    return numbers[number % numbers.length]!
  }

  #any(number: number): number {
    return number % this.#sockets.length
  }

  #track(operation: Promise<void>): void {
    const settled = operation.catch((error: unknown) => {
      this.ledger.violate(`something failed: ${(error as Error).stack}`)
    })
    this.#open.add(settled)
    void settled.then(() => this.#open.delete(settled))
  }

  async #within(promise: Promise<unknown>, otherwise: string): Promise<void> {
    using deadline = new Deadline(never)
    await Promise.race([promise, deadline.passed])
    if (deadline.over) this.ledger.violate(otherwise)
  }
}

function limited(timeout: number | undefined, abort: number | undefined): object {
  const options: { timeout?: number; signal?: AbortSignal } = {}
  if (timeout !== undefined) options.timeout = timeout
  if (abort !== undefined) {
    const controller = new AbortController()
    options.signal = controller.signal
    if (abort === 0) controller.abort()
    else setTimeout(() => controller.abort(), abort)
  }
  return options
}

function withoutRoute(message: Received): [route: Buffer | number, parts: Buffer[]] {
  const [first, last] = [message[0], message.at(-1)]
  if (Buffer.isBuffer(last)) return [first as Buffer, message.slice(1) as Buffer[]]
  return [(last as { routingId: number }).routingId, message.slice(0, -1) as Buffer[]]
}
