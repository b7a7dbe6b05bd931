// Sockets of the GSSAPI mechanism in a process of their own: `gssapi-security.js <scenario> <server's principal> <client's
// principal> <plain|encrypted>`. Prints what happened.
import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { promisify } from "node:util"
import { Authenticator, Context, Dealer, Pull, Push, Subscriber, XPublisher, XSubscriber } from "#lib/index"
import { bindFresh, reservedEndpoint } from "../support/endpoints"
import { repository } from "../support/repository"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"
import { command, gssapiGreeting, RawPeer } from "../support/zmtp"

const [scenario, server, client, protection] = process.argv.slice(2) as [string, string, string, string]

const common = {
  gssapiPrincipalNameType: "krb5Principal",
  gssapiServicePrincipalNameType: "krb5Principal",
  gssapiPlainText: protection === "plain",
  reconnectInterval: 10,
  linger: 0,
} as const
const asServer = { ...common, gssapiServer: true, gssapiPrincipal: server }
const asClient = { ...common, gssapiPrincipal: client, gssapiServicePrincipal: server }

/** A server whose ZAP handler denies or accepts the client. */
async function authenticate(admitted: boolean): Promise<void> {
  await using context = new Context()
  const authenticator = new Authenticator({ context })
  const asked: string[] = []
  authenticator.configureGssapi({
    callback: ({ principal }) => {
      asked.push(principal)
      return admitted
    },
  })
  authenticator.start()
  using service = new Dealer({ ...asServer, context, zapDomain: "home", messageProperties: true })
  using user = new Dealer({ ...asClient, context })
  const events = service.observe({ events: ["handshake", "handshake:error:auth", "disconnect"] })
  user.connect(await bindFresh(service))
  await user.send("a message")
  const seen: string[] = []
  while (seen.at(-1) !== "disconnect" && seen.at(-1) !== "handshake") seen.push((await events.receive(timeLimit)).type)
  const received = await service.receive({ timeout: admitted ? timeLimit.timeout : 200 }).catch(({ code }) => [code])
  authenticator.stop()
  console.log([asked[0], ...seen, String(received[0])].join(" "))
}

/** What subscribers of each kind get, with either side as the server of GSSAPI, after a reconnection too. */
async function publish(): Promise<void> {
  for (const [publishing, subscribing] of [
    [asServer, asClient],
    [asClient, asServer],
  ]) {
    for (const kind of ["command", "raw"]) {
      using publisher = new XPublisher(publishing)
      using subscriber = kind === "raw" ? new XSubscriber(subscribing) : new Subscriber(subscribing)
      subscriber.connect(await bindFresh(publisher))
      const sendSubscription = async (first: number, topic: string) => {
        if (subscriber instanceof XSubscriber)
          return subscriber.send(Buffer.concat([Buffer.of(first), Buffer.from(topic)]))
        if (first === 1) subscriber.subscribe(topic)
        else subscriber.unsubscribe(topic)
      }
      const expectSubscription = async (first: number, topic: string) => {
        const [message] = await publisher.receive(timeLimit)
        assert.deepEqual([message![0], String(message!.subarray(1))], [first, topic])
      }
      for (const topic of ["topic", "t".repeat(300), "other"]) {
        await sendSubscription(1, topic)
        await expectSubscription(1, topic)
      }
      await publisher.send(["topic", "of", "several parts"])
      assert.deepEqual(text(await subscriber.receive(timeLimit)), ["topic", "of", "several parts"])
      await sendSubscription(0, "topic")
      await expectSubscription(0, "topic")
      await publisher.send("topic")
      await publisher.send("other")
      assert.deepEqual(text(await subscriber.receive(timeLimit)), ["other"])
    }
  }
  console.log("all")
}

/** Subscriptions are sent again when the publisher comes back, also more than the high-water mark. */
async function resubscribe(): Promise<void> {
  const endpoint = reservedEndpoint()
  const count = 3000
  using subscriber = new Subscriber({ ...asClient, receiveHighWaterMark: 100 })
  for (let index = 0; index < count; index++) subscriber.subscribe(`topic ${index}.`)
  subscriber.connect(endpoint)
  for (let life = 0; life < 2; life++) {
    using publisher = new XPublisher({ ...asServer, receiveHighWaterMark: 100 })
    await publisher.bind(endpoint)
    for (let index = 0; index < count; index++) await publisher.receive(timeLimit)
    await publisher.send(`topic ${count - 1}.`)
    assert.deepEqual(text(await subscriber.receive(timeLimit)), [`topic ${count - 1}.`])
  }
  console.log(`${count} twice`)
}

/** How much memory many messages leave behind. */
async function leak(): Promise<void> {
  using pull = new Pull(asServer)
  using push = new Push(asClient)
  push.connect(await bindFresh(pull))
  const count = 4000
  const body = Buffer.alloc(20_000)
  const exchange = async (count: number) => {
    for (let index = 0; index < count; index++) {
      await push.send(body)
      await pull.receive(timeLimit)
    }
  }
  await exchange(count)
  await printGrowth(() => exchange(count), count * body.length)
}

/** Prints whether much of the size of what is done is left in memory. */
async function printGrowth(work: () => Promise<void>, size: number): Promise<void> {
  const before = process.memoryUsage.rss()
  await work()
  const left = process.memoryUsage.rss() - before
  console.log(left < size / 2 ? "little" : `${left} bytes of ${size} are left`)
}

/** Whether a server whose domain needs a ZAP handler accepts a client when there is none. */
async function unhandled(): Promise<void> {
  await using context = new Context()
  using service = new Dealer({ ...asServer, context, zapDomain: "home", zapEnforceDomain: true })
  using user = new Dealer({ ...asClient, context })
  const events = service.observe({ events: ["handshake", "handshake:error:other"] })
  user.connect(await bindFresh(service))
  console.log((await events.receive(timeLimit)).type)
}

/** How much memory peers leave behind that begin the handshake with a malformed token. */
async function strangers(): Promise<void> {
  using service = new Dealer(asServer)
  const endpoint = await bindFresh(service)
  const body = Buffer.alloc(1_000_000)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  const initiate = command("INITIATE", Buffer.concat([length, body, Buffer.of(0)]))
  const connect = async (count: number) => {
    for (let index = 0; index < count; index++) {
      using peer = await RawPeer.connect(endpoint)
      peer.socket.write(gssapiGreeting)
      peer.socket.write(initiate)
      await once(peer.socket, "close")
    }
  }
  await connect(20)
  await printGrowth(() => connect(100), 100 * body.length)
}

/** What happens to a server whose peer has a good ticket, and sends messages of which `fault` says what is wrong. */
async function malformed(fault: string): Promise<void> {
  using service = new Dealer(asServer)
  using user = new Dealer(asClient)
  const endpoint = await bindFresh(service)
  const peer = join(repository, "test", "builds", "gssapi_peer.py")
  const parameters = [peer, new URL(endpoint).port, server, client, fault]
  const { stdout } = await promisify(execFile)("/usr/bin/python3", parameters, { timeout: 20_000 })
  user.connect(endpoint)
  await user.send("another message")
  console.log(`${stdout.trim()}, ${await service.receive(timeLimit)}`)
}

const scenarios: Record<string, () => Promise<void>> = {
  deny: () => authenticate(false),
  admit: () => authenticate(true),
  unhandled,
  empty: () => malformed("empty"),
  unencrypted: () => malformed("unencrypted"),
  strangers,
  publish,
  resubscribe,
  leak,
}

scenarios[scenario]!().catch((error) => {
  console.log(error)
})
