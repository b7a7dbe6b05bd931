import { connect } from "node:net"
import { Peer } from "#lib/draft"
import { Context } from "#lib/index"
import { Deadline } from "../deadline"
import type { Endpoint } from "./endpoints"
import { type Keys, plainUser } from "./keys"
import { goodText } from "./protocol"
import { type AnySocket, expected, goodPeers, open, trySend } from "./sockets"
import { hangs, TargetFailure, type TargetProcess } from "./target-process"

let count = 0

/** Peers that behave: each must get through, whoever came before. */
export class GoodPeers {
  readonly #context = new Context({ maxSockets: 10_000 })
  readonly #keys: Keys

  constructor(keys: Keys) {
    this.#keys = keys
  }

  /** Exchanges a message with each of the endpoints. Throws a TargetFailure if one does not answer. */
  async check(target: TargetProcess, endpoints: readonly Endpoint[]): Promise<void> {
    await Promise.all(endpoints.map((endpoint) => this.#exchange(target, endpoint)))
  }

  end(): Promise<void> {
    return this.#context.term()
  }

  async #exchange(target: TargetProcess, endpoint: Endpoint): Promise<void> {
    const text = goodText(++count)
    using deadline = new Deadline(hangs)
    const peer = endpoint.type === "Stream" ? rawPeer(endpoint) : this.#peer(endpoint)
    try {
      while (!(await peer.exchanged(target, text))) {
        const { type, security, transport } = endpoint
        if (deadline.over) {
          throw new TargetFailure(`No good peer gets through to the ${type} with ${security} over ${transport}`)
        }
        // Also shows that the target lives.
        await target.report()
      }
    } finally {
      peer.close()
      target.received.delete(text)
    }
  }

  #peer({ type, security, address, socket: index }: Endpoint) {
    const [peerType, sender] = goodPeers[type]!
    const { server, client } = this.#keys
    const credentials = {
      NULL: {},
      "NULL with ZAP": {},
      PLAIN: { plainUsername: plainUser.name, plainPassword: plainUser.password },
      CURVE: { curvePublicKey: client.publicKey, curveSecretKey: client.secretKey, curveServerKey: server.publicKey },
    }[security]
    const relaxed = peerType === "Request" ? { relaxed: true, correlate: true } : {}
    const options = { context: this.#context, linger: 0, reconnectInterval: 5, ...relaxed, ...credentials }
    const socket = open(peerType, options)
    let send = (text: string) => trySend(socket, text)
    if (socket instanceof Peer) {
      const routingId = socket.connectPeer(address)
      send = (text) => socket.send(text, { routingId, timeout: 0 }).catch(expected)
    } else socket.connect(address)
    return {
      exchanged: async (target: TargetProcess, text: string) => {
        if (sender === "target") {
          target.send(index, text)
          return received(socket, text)
        }
        await send(text)
        return target.received.has(text)
      },
      close: () => socket.close(),
    }
  }
}

/** Whether the text is among what the socket has received. */
async function received(socket: AnySocket, text: string): Promise<boolean> {
  while (socket.readable) {
    const message = await socket.receive()
    if (message.some((part) => String(part) === text)) return true
  }
  return false
}

/** The peer of a Stream. */
function rawPeer({ address }: Endpoint) {
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname).on("error", () => {})
  return {
    exchanged: async (target: TargetProcess, text: string) => {
      if (!socket.connecting) socket.write(text)
      return target.received.has(text)
    },
    close: () => socket.destroy(),
  }
}
