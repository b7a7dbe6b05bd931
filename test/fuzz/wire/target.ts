// The program that is attacked: sockets of all types with all mechanisms, which read what comes and answer.
import { Peer, Radio, Server } from "#lib/draft"
import { Context, Reply, Router, XSubscriber, z85Decode } from "#lib/index"
import { socketTypes } from "#lib/socket-types/socket-types"
import { openDescriptors } from "../../support/descriptors"
import { freshAddress } from "../../support/endpoints"
import { type Endpoint, type TargetSocket, targetSockets, transportsOf } from "./endpoints"
import type { Keys } from "./keys"
import { type FromTarget, goodTexts, type Settings, type ToTarget } from "./protocol"
import { type AnySocket, expected, open, trySend } from "./sockets"
import { zapReplies } from "./zap-replies"

const { seed, keys, deadly } = JSON.parse(process.argv[2]!) as Settings
const context = new Context({ maxSockets: 10_000 })

function tell(message: FromTarget): void {
  process.send!(message)
}

function secured({ type, security, options }: TargetSocket, { server }: Keys): AnySocket {
  const zapDomain = security === "NULL" ? {} : { zapDomain: "fuzz" }
  const mechanism = {
    NULL: {},
    "NULL with ZAP": {},
    PLAIN: { plainServer: true },
    CURVE: { curveServer: true, curveSecretKey: server.secretKey },
  }[security]
  return open(type, { context, ...options, ...zapDomain, ...mechanism })
}

async function serveZap(): Promise<Router> {
  const handler = new Router({ context, linger: 0 })
  await handler.bind("inproc://zeromq.zap.01")
  const clientKey = Buffer.from(z85Decode(keys.client.publicKey))
  void (async () => {
    for await (const request of handler) {
      for (const reply of zapReplies(request, clientKey)) await handler.send(reply).catch(expected)
    }
  })()
  return handler
}

/** Receives whatever comes; answers some of it, so that there is something to send to hostile peers, too. */
async function drain(socket: AnySocket): Promise<void> {
  for (let count = 0; !socket.closed; count++) {
    const message = await socket.receive()
    const text = message.map((part) => (Buffer.isBuffer(part) ? part.toString("latin1") : "")).join("")
    if (deadly !== undefined && text.includes(deadly)) process.abort()
    for (const [good] of text.matchAll(goodTexts)) tell({ say: "received", text: good })
    if (socket instanceof Reply || (count % 3 === 0 && answers(socket))) await answer(socket, message)
  }
}

const answers = (socket: AnySocket) =>
  "send" in socket && !(socket instanceof XSubscriber) && !(socket instanceof Radio)

async function answer(socket: AnySocket, message: unknown[]): Promise<void> {
  const last = message.at(-1) as { routingId: number }
  const sent =
    socket instanceof Server || socket instanceof Peer
      ? socket.send(message[0] as Buffer, { routingId: last.routingId, timeout: 0 })
      : socket.send(message, { timeout: 0 })
  await sent.catch(expected)
}

async function main(): Promise<void> {
  const handler = await serveZap()
  const sockets: AnySocket[] = []
  const endpoints: Endpoint[] = []
  for (const [index, target] of targetSockets(seed).entries()) {
    const socket = secured(target, keys)
    sockets.push(socket)
    for (const transport of transportsOf(target.type)) {
      await socket.bind(freshAddress(transport))
      const address = socket.lastEndpoint as string
      endpoints.push({ socket: index, type: target.type, security: target.security, transport, address })
    }
    if (socket instanceof XSubscriber) await socket.send("\x01")
    if (socketTypes[target.type].receives) void drain(socket).catch(expected)
  }
  process.on("message", (message: ToTarget) => {
    if (message.say === "send") void trySend(sockets[message.socket]!, message.text)
    if (message.say === "report") {
      tell({ say: "report", descriptors: openDescriptors(), megabytes: process.memoryUsage.rss() / 2 ** 20 })
    }
    if (message.say === "end") {
      for (const socket of [...sockets, handler]) socket.close()
      void context.term().then(() => process.disconnect())
    }
  })
  tell({ say: "ready", endpoints })
}

void main()
