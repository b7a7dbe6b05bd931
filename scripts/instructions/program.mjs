// The program whose instructions are counted: node program.mjs <cell>. Each `process.ppid` is a mark, at which callgrind
// starts a new count. The cells send some messages and then receive these, so that nothing waits.
import { Publisher, Pull, Push, Subscriber } from "zmq-napi"
import { interval, intervals, warmUp } from "./intervals.mjs"

const address = "inproc://instructions"
const part = Buffer.alloc(16)
// Less than a high-water mark.
const turn = 500
const batch = new Array(turn).fill(part)

/**
 * What sends and receives a turn of messages.
 * @typedef {() => Promise<void>} Exchange
 * @type {Record<string, () => Promise<Exchange>>}
 */
const cells = {
  each: () => pushPull(part),
  "two parts": () => pushPull([part, part]),
  async batches() {
    const { sender, receiver } = await connectedPair(new Push(), new Pull())
    return async () => {
      await sender.sendMany(batch)
      for (let left = turn; left > 0; ) {
        const messages = await receiver.receiveMany({ max: left })
        for (const message of messages) check(message, 1)
        left -= messages.length
      }
    }
  },
  async "PUB/SUB"() {
    const subscriber = new Subscriber()
    subscriber.subscribe()
    return exchangeEach(await connectedPair(new Publisher(), subscriber), part)
  },
}

/** @param {Buffer | Buffer[]} message */
async function pushPull(message) {
  return exchangeEach(await connectedPair(new Push(), new Pull()), message)
}

/**
 * @template {Push | Publisher} Sender
 * @template {Pull | Subscriber} Receiver
 * @param {Sender} sender
 * @param {Receiver} receiver
 */
async function connectedPair(sender, receiver) {
  await sender.bind(address)
  receiver.connect(address)
  return { sender, receiver }
}

/**
 * @param {{ sender: Push | Publisher, receiver: Pull | Subscriber }} pair
 * @param {Buffer | Buffer[]} message
 * @returns {Exchange}
 */
function exchangeEach({ sender, receiver }, message) {
  const parts = Array.isArray(message) ? message.length : 1
  return async () => {
    for (let sent = 0; sent < turn; sent++) await sender.send(message)
    for (let received = 0; received < turn; received++) check(await receiver.receive(), parts)
  }
}

/**
 * @param {readonly Buffer[]} message
 * @param {number} parts
 */
function check(message, parts) {
  if (message.length !== parts || message[0]?.length !== part.length) throw new Error("A message is not what was sent")
}

/**
 * @param {Exchange} exchange
 * @param {number} count
 */
async function run(exchange, count) {
  for (let left = count; left > 0; left -= turn) await exchange()
}

/** Node asks libuv for the parent's process id each time. */
function mark() {
  return process.ppid
}

const name = process.argv[2] ?? ""
const exchange = await cells[name]?.()
if (exchange === undefined) throw new Error(`There is no cell "${name}"`)
await run(exchange, warmUp)
mark()
for (let at = 0; at < intervals; at++) {
  await run(exchange, interval)
  mark()
}
