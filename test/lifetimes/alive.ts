// What keeps a process alive, and what does not: node alive.js <name>
import { Pair, Poller, Proxy, Push } from "#lib/index"

const programs: Record<string, () => void> = {
  "an idle socket"() {
    new Pair().bindSync("tcp://127.0.0.1:*")
  },

  async "a socket whose receive is over"() {
    const { receiver, sender } = await connected()
    await sender.send("hello")
    console.log(String(await receiver.receive()))
  },

  async "a waiting receive"() {
    const { receiver, sender } = await connected()
    void receiver.receive().then((message) => console.log(String(message)))
    whenStillAlive(() => sender.send("received"))
  },

  async "a waiting iteration"() {
    const { receiver, sender } = await connected()
    whenStillAlive(() => sender.send("received"))
    for await (const message of receiver) {
      console.log(String(message))
      break
    }
  },

  "a waiting send"() {
    const sender = new Push()
    sender.send("never").catch((error) => console.log(error.name))
    whenStillAlive(() => sender.close())
  },

  async "unref() before the receive"() {
    const { receiver } = await connected()
    receiver.unref()
    void receiver.receive()
    whenStillAlive(() => console.log("alive"))
  },

  async "unref() during the receive"() {
    const { receiver } = await connected()
    void receiver.receive()
    receiver.unref()
    whenStillAlive(() => console.log("alive"))
  },

  "unref() during the send"() {
    const sender = new Push()
    void sender.send("never")
    sender.unref()
    whenStillAlive(() => console.log("alive"))
  },

  async "ref() after unref()"() {
    const { receiver, sender } = await connected()
    receiver.unref()
    void receiver.receive().then((message) => console.log(String(message)))
    receiver.ref()
    whenStillAlive(() => sender.send("received"))
  },

  async "unref() and a time-out"() {
    const { receiver } = await connected()
    receiver.unref()
    void receiver.receive({ timeout: 60_000 })
    whenStillAlive(() => console.log("alive"))
  },

  async "a time-out"() {
    const { receiver } = await connected()
    await receiver.receive({ timeout: 50 }).catch((error) => console.log(error.message))
  },

  async "an abort"() {
    const { receiver } = await connected()
    const abort = new AbortController()
    receiver.receive({ signal: abort.signal }).catch((error) => console.log(error.name))
    abort.abort()
  },

  async "a waiting poll"() {
    const { receiver, sender } = await connected()
    void new Poller()
      .add(receiver)
      .poll()
      .then((ready) => console.log(ready.get(receiver)?.readable))
    whenStillAlive(() => sender.send("received"))
  },

  async "a waiting poll's time-out"() {
    const { receiver } = await connected()
    console.log((await new Poller().add(receiver).poll(20)).size)
    console.log((await new Poller().add(receiver, {}).poll(20)).size)
    console.log((await new Poller().poll(20)).size)
  },

  async "unref() before the poll"() {
    const { receiver } = await connected()
    receiver.unref()
    void new Poller().add(receiver).poll(60_000)
    whenStillAlive(() => console.log("alive"))
  },

  async "a poll that is over"() {
    const { receiver } = await connected()
    const abort = new AbortController()
    const poller = new Poller().add(receiver).add(process.stderr.fd, {})
    poller.poll(-1, { signal: abort.signal }).catch((error) => console.log(error.name))
    abort.abort()
  },

  async "a poll whose descriptor was removed"() {
    const { receiver } = await connected()
    receiver.unref()
    const poller = new Poller().add(receiver).add(process.stderr.fd, {})
    void poller.poll()
    setImmediate(() => poller.remove(process.stderr.fd))
  },

  "a waiting poll of a descriptor"() {
    const poller = new Poller().add(process.stderr.fd, {})
    void poller.poll().then((ready) => console.log(ready.get(process.stderr.fd)?.writable))
    whenStillAlive(() => poller.modify(process.stderr.fd, { writable: true }))
  },

  async "a running proxy"() {
    const proxy = boundProxy()
    void proxy.run().then(() => console.log("ended"))
    whenStillAlive(() => proxy.terminate())
  },

  async "a proxy after unref()"() {
    const proxy = boundProxy().unref()
    void proxy.run()
    whenStillAlive(() => console.log("alive"))
  },

  async "a running proxy after unref()"() {
    const proxy = boundProxy()
    void proxy.run()
    proxy.unref()
    whenStillAlive(() => console.log("alive"))
  },

  async "a proxy that has ended"() {
    const proxy = boundProxy()
    const running = proxy.run()
    proxy.terminate()
    await running
    console.log("ended")
  },

  async "close()"() {
    const { receiver } = await connected()
    receiver.receive().catch((error) => console.log(error.name))
    receiver.close()
  },
}

async function connected(): Promise<{ receiver: Pair; sender: Pair }> {
  const receiver = new Pair()
  const sender = new Pair()
  receiver.bindSync("tcp://127.0.0.1:*")
  sender.connect(receiver.lastEndpoint!)
  await sender.send("connected")
  await receiver.receive()
  return { receiver, sender }
}

function boundProxy(): Proxy {
  const proxy = new Proxy(new Pair(), new Pair())
  for (const socket of [proxy.frontEnd, proxy.backEnd]) socket.bindSync("tcp://127.0.0.1:*")
  return proxy
}

/** Calls back only if something else keeps the process alive for as long. */
function whenStillAlive(callback: () => void): void {
  setTimeout(callback, 100).unref()
}

programs[process.argv[2]!]!()
