// The slow joiner and its cure. A subscriber takes a moment to connect, and what is published meanwhile is lost to it.
// So the publisher says hello until the subscriber, which has heard it, confirms that by a request; only then come the
// updates, and none of them is lost.
//
//   npm run example -- slow-joiner
import { fork } from "node:child_process"
import { once } from "node:events"
import { setTimeout } from "node:timers/promises"
import { Publisher, Reply, Request, Subscriber } from "zmq-napi"

const updates = 100

async function publisher(): Promise<void> {
  using feed = new Publisher()
  using confirmations = new Reply()
  await feed.bind("tcp://127.0.0.1:*")
  await confirmations.bind("tcp://127.0.0.1:*")
  const peer = fork(__filename, ["subscriber", feed.lastEndpoint!, confirmations.lastEndpoint!])
  const exit = once(peer, "exit")

  let hellos = 0
  const confirmed = confirmations.receive()
  for (let waiting = true; waiting; hellos++) {
    await feed.send("hello")
    waiting = (await Promise.race([confirmed, setTimeout(10, "not yet")])) === "not yet"
  }
  await confirmations.send("thanks")
  console.log(`Publisher: confirmed after ${hellos} hellos`)

  for (let update = 1; update <= updates; update++) await feed.send(["update", update])
  await feed.send("end")
  console.log(`Publisher: published ${updates} updates`)
  await exit
}

async function subscriber(feedEndpoint: string, confirmationsEndpoint: string): Promise<void> {
  // It would wait for ever for a publisher that was killed.
  process.once("disconnect", () => process.exit())

  using feed = new Subscriber()
  feed.connect(feedEndpoint)
  feed.subscribe()
  await feed.receive()

  using confirmation = new Request({ linger: 1000 })
  confirmation.connect(confirmationsEndpoint)
  await confirmation.send("I hear you")
  await confirmation.receive()

  let received = 0
  for await (const [kind] of feed) {
    if (String(kind) === "end") break
    if (String(kind) === "update") received += 1
  }
  console.log(`Subscriber: received ${received} of ${updates} updates`)
}

const [role, feedEndpoint = "", confirmationsEndpoint = ""] = process.argv.slice(2)
if (role === "subscriber") void subscriber(feedEndpoint, confirmationsEndpoint).then(() => process.disconnect())
else void publisher()
