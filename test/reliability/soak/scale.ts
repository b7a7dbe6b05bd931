// Many at once:
// node scale.js router <connections>             serves so many connections until each has had its answers
// node scale.js dealers <endpoint> <connections> makes so many, which all stay until the last of the Router's is there
// node scale.js sockets                          1000 sockets in one process

import assert from "node:assert/strict"
import {
  Context,
  Dealer,
  Pair,
  Publisher,
  Pull,
  Push,
  Reply,
  Request,
  Router,
  type Socket,
  Subscriber,
  XPublisher,
} from "#lib/index"
import { openDescriptors } from "../../support/descriptors"
import { bindFresh, transports } from "../../support/endpoints"
import { timeLimit, until } from "../../support/waiting"

const patience = { timeout: 120_000 }
const memory = () => process.memoryUsage.rss() / 2 ** 20

/** Three messages of each connection are answered: hello, at once; wait, when all are there; bye, at the end. */
async function router(text: string): Promise<void> {
  const count = Number(text)
  using socket = new Router({ mandatory: true, backlog: 4096, sendHighWaterMark: 10 })
  const endpoint = await bindFresh(socket)
  const [before, descriptors] = [memory(), openDescriptors()]
  console.log(`at ${endpoint}`)
  const waiting: Buffer[] = []
  let left = count
  while (left > 0) {
    const [id, word] = (await socket.receive(patience)) as [Buffer, Buffer]
    if (String(word) !== "wait") {
      await socket.send([id, word], patience)
      if (String(word) === "bye") left -= 1
      continue
    }
    waiting.push(id)
    if (waiting.length < count) continue
    assert.equal(new Set(waiting.map((peer) => peer.toString("hex"))).size, count)
    const each = ((memory() - before) * 1024) / count
    console.log(`all are connected: ${openDescriptors()} descriptors, ${each.toFixed(1)} KiB a connection`)
    for (const peer of waiting) await socket.send([peer, "wait"], patience)
  }
  // Those that had their answer have gone.
  await until(() => openDescriptors() <= descriptors + 5)
  console.log(`${count * 3} messages were answered; ${openDescriptors() - descriptors} descriptors more than before`)
}

async function dealers(endpoint: string, text: string): Promise<void> {
  const count = Number(text)
  await using context = new Context({ maxSockets: count + 10 })
  const sockets = Array.from({ length: count }, () => new Dealer({ context, linger: 0, reconnectInterval: 200 }))
  await Promise.all(
    sockets.map(async (socket, index) => {
      socket.connect(endpoint)
      for (const word of ["hello", "wait", "bye"]) {
        await socket.send(word, patience)
        assert.equal(String((await socket.receive(patience))[0]), word, `${word} of ${index}`)
      }
    }),
  )
  for (const socket of sockets) socket.close()
}

/** The pairs of types that talk to each other: who binds, who connects, and how a message comes from one to the other. */
const pairs: [
  bound: () => Socket,
  connected: () => Socket,
  exchange: (bound: Socket, connected: Socket) => Promise<void>,
][] = [
  [() => new Pull(), () => new Push(), (pull, push) => oneWay(push as Push, pull as Pull)],
  [() => new Push(), () => new Pull(), (push, pull) => oneWay(push as Push, pull as Pull)],
  [() => new Pair(), () => new Pair(), (one, other) => bothWays(other as Pair, one as Pair)],
  [() => new Reply(), () => new Request(), (reply, request) => bothWays(request as Request, reply as Reply)],
  [() => new Dealer(), () => new Dealer(), (one, other) => bothWays(other as Dealer, one as Dealer)],
  [() => new Router(), () => new Dealer(), (router, dealer) => bothWays(dealer as Dealer, router as Router)],
  [() => new XPublisher(), () => new Subscriber(), published],
]

async function oneWay(from: Push, to: Pull): Promise<void> {
  await from.send("there", timeLimit)
  assert.equal(String((await to.receive(timeLimit)).at(-1)), "there")
}

async function bothWays(from: Pair | Request | Dealer, to: Pair | Reply | Router | Dealer): Promise<void> {
  await from.send("there", timeLimit)
  const parts = await to.receive(timeLimit)
  assert.equal(String(parts.at(-1)), "there")
  await to.send(parts, timeLimit)
  assert.equal(String((await from.receive(timeLimit)).at(-1)), "there")
}

async function published(publisher: Socket, subscriber: Socket): Promise<void> {
  const xPublisher = publisher as XPublisher
  ;(subscriber as Subscriber).subscribe("th")
  assert.equal(String((await xPublisher.receive(timeLimit))[0]), "\x01th")
  await xPublisher.send("there", timeLimit)
  assert.equal(String((await (subscriber as Subscriber).receive(timeLimit))[0]), "there")
}

async function sockets(): Promise<void> {
  // Starts the threads of the shared context, whose descriptors stay.
  new Publisher().close()
  await until(() => openDescriptors() > 0)
  const before = openDescriptors()
  const [startMemory, startTime] = [memory(), performance.now()]
  const open: [Socket, Socket, (bound: Socket, connected: Socket) => Promise<void>][] = []
  for (let index = 0; open.length < 500; index++) {
    const [makeBound, makeConnected, exchange] = pairs[index % pairs.length]!
    const [bound, connected] = [makeBound(), makeConnected()]
    connected.connect(await bindFresh(bound, transports[Math.floor(index / pairs.length) % transports.length]!))
    open.push([bound, connected, exchange])
  }
  for (let round = 0; round < 3; round++) {
    await Promise.all(
      open.map(([bound, connected, exchange]) =>
        round === 0 || !(bound instanceof XPublisher) ? exchange(bound, connected) : undefined,
      ),
    )
  }
  console.log(
    `1000 sockets: ${openDescriptors() - before} descriptors, ${(memory() - startMemory).toFixed(1)} MiB, ${((performance.now() - startTime) / 1000).toFixed(1)} s`,
  )
  for (const [bound, connected] of open) {
    connected.close()
    bound.close()
  }
  await until(() => openDescriptors() <= before + 2)
  console.log(`closed: ${openDescriptors() - before} descriptors more than before`)
}

const [what = "", ...parameters] = process.argv.slice(2)
const programs: Record<string, (...parameters: string[]) => Promise<void>> = { router, dealers, sockets }
void programs[what]!(...parameters)
