// One side of a conversation that a fault disturbs:
// node peer.js <role> <bind|connect> <endpoint> <messages> <bytes a message> <pause between them, ms> [options, as JSON]
// It prints a line for each thing that happens: messages, the events of its socket, and what the role is about.

import { writeSync } from "node:fs"
import { setTimeout as delay } from "node:timers/promises"
import { Dish, Radio } from "#lib/draft"
import { Publisher, Pull, Push, Reply, Request, type Socket, Subscriber, TimeoutError } from "#lib/index"
import { numbered, numberOf } from "./numbered"

const [role = "", side, endpoint = "", messages, bytes, pause, options = "{}"] = process.argv.slice(2)
const count = Number(messages)
const size = Number(bytes)

/** In one system call, so that all that happened before a kill has been printed. */
function say(text: string): void {
  writeSync(1, `${text}\n`)
}

async function attach<S extends Socket>(socket: S): Promise<S> {
  const events = socket.observe()
  void (async () => {
    for await (const event of events) say(`event ${event.type}`)
  })()
  if (side === "connect") socket.connect(endpoint)
  else await socket.bind(endpoint)
  say(`at ${socket.lastEndpoint}`)
  return socket
}

/** Says `full` when a send finds no room for a while, and `sent` when all messages are with libzmq. */
async function push(socket: Push): Promise<void> {
  for (let number = 0; number < count; number++) {
    const message = numbered(number, size)
    if (pause !== "0") await delay(Number(pause))
    try {
      await socket.send(message, { timeout: 100 })
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error
      say("full")
      await socket.send(message)
    }
  }
  say("sent")
}

async function receive(socket: Pull | Subscriber): Promise<void> {
  for await (const parts of socket) say(`got ${numberOf(parts, size)}`)
}

async function reply(socket: Reply): Promise<void> {
  for await (const parts of socket) {
    say(`asked ${numberOf(parts, size)}`)
    await socket.send(parts)
  }
}

/** Asks each question until it is answered. */
async function request(socket: Request): Promise<void> {
  for (let number = 0; number < count; number++) {
    for (let answered = false; !answered; ) {
      await socket.send(numbered(number, size))
      try {
        const answer = numberOf(await socket.receive({ timeout: 300 }), size)
        if (answer !== number) throw new Error(`The answer to ${number} is one to ${answer}`)
        answered = true
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error
        say(`again ${number}`)
      }
    }
    say(`answered ${number}`)
  }
  socket.close()
}

/** Publishes for ever, one message after another. */
async function publish(socket: Publisher): Promise<void> {
  for (let number = 0; ; number++) {
    await socket.send(numbered(number, size))
    await delay(1)
  }
}

/** The same in packets of one part: the number stands before the bytes. */
async function radio(socket: Radio): Promise<void> {
  for (let number = 0; ; number++) {
    const [name, body] = numbered(number, size)
    await socket.send(Buffer.concat([Buffer.from(name), body]), { group: "g" })
    await delay(1)
  }
}

async function dish(socket: Dish): Promise<void> {
  socket.join("g")
  for await (const [message] of socket) {
    const parts = [message.subarray(0, message.length - size), message.subarray(message.length - size)]
    say(`got ${numberOf(parts, size)}`)
  }
}

const settings = JSON.parse(options)
const roles: Record<string, () => Promise<void>> = {
  push: async () => push(await attach(new Push(settings))),
  pull: async () => receive(await attach(new Pull(settings))),
  reply: async () => reply(await attach(new Reply(settings))),
  request: async () => request(await attach(new Request({ relaxed: true, correlate: true, ...settings }))),
  publish: async () => publish(await attach(new Publisher(settings))),
  subscribe: async () => {
    const subscriber = new Subscriber(settings)
    subscriber.subscribe("")
    await receive(await attach(subscriber))
  },
  radio: async () => radio(await attach(new Radio(settings))),
  dish: async () => dish(await attach(new Dish(settings))),
}
const begin = roles[role]
if (begin === undefined) throw new Error(`There is no role ${role}`)
void begin()
