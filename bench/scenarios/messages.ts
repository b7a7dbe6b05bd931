import { curveKeyPair } from "zeromq"
import type { Exchange } from "../exchange"
import type { PlannedCell } from "../plan"
import {
  cell,
  client,
  contender,
  each,
  publishSubscribe,
  pushPull,
  requestReply,
  server,
  small,
  type Use,
  uses,
} from "./contenders"

const KiB = 1024
// From this size on it matters which library copies messages.
const large = 64 * KiB
// From nearly all overhead to nearly all copying.
const sizes: readonly number[] = [small, 256, 4 * KiB, large, KiB * KiB]
const quickSizes: readonly number[] = [small, 4 * KiB, large]

export function throughput(chosen = sizes): PlannedCell[] {
  const usesOf = (size: number) => (size < large ? uses() : uses("transfer"))
  const between = (["tcp", "ipc"] as const).flatMap((transport) =>
    chosen.map((size) =>
      cell("throughput", `${transport} ${size}`, {
        transport,
        size,
        quick: transport === "tcp" && quickSizes.includes(size),
        contenders: usesOf(size).map((use) => contender(use, () => pushPull(use, transport, { size }))),
      }),
    ),
  )
  const within = (["threads", "thread"] as const).flatMap((role) =>
    chosen.map((size) => {
      const note = role === "threads" ? "two threads" : "one thread"
      const both = (use: Use): Exchange => ({ endpoints: [client(use, role, { size })], counted: 0 })
      return cell("throughput", `inproc ${size} ${note}`, {
        transport: "inproc",
        size,
        note,
        quick: size === small,
        contenders: usesOf(size).map((use) => contender(use, both)),
      })
    }),
  )
  return [...between, ...within]
}

export function styles(): PlannedCell[] {
  const used: Use[] = [
    each("zmq-napi"),
    { driver: "zmq-napi", style: "iterate" },
    { driver: "zmq-napi", style: "batch" },
    each("zeromq"),
    { driver: "zeromq", style: "iterate" },
    each("libzmq"),
  ]
  return [small, 256, 4 * KiB].map((size) =>
    cell("styles", `tcp ${size}`, {
      size,
      quick: size === small,
      contenders: used.map((use) => contender(use, () => pushPull(use, "tcp", { size }))),
    }),
  )
}

export function latency(): PlannedCell[] {
  return (["tcp", "ipc"] as const).map((transport) =>
    cell("latency", `${transport} ${small}`, {
      transport,
      quick: transport === "tcp",
      contenders: uses("sync").map((use) => contender(use, () => requestReply(use, transport, { size: small }))),
    }),
  )
}

export function fanout(): PlannedCell[] {
  return [1, 2, 4, 8].map((peers) =>
    cell("fanout", `tcp ${small} to ${peers}`, {
      peers,
      quick: peers === 8,
      contenders: uses().map((use) => contender(use, () => publishSubscribe(use, "tcp", { size: small }, peers))),
    }),
  )
}

export function router(): PlannedCell[] {
  const window = 1000
  // The same load for everyone, and the cheapest there is, so that the router is what limits.
  const dealers = each("libzmq")
  return [1, 10, 100, 1000].map((peers) => {
    const routed = (use: Use): Exchange => ({
      endpoints: [
        server(use, "router", "tcp", { size: small }),
        client(dealers, "dealer", { size: small, sockets: peers, window }),
      ],
      counted: 1,
      measured: 0,
      minimum: 10 * window,
    })
    return cell("router", `tcp ${small} with ${peers}`, {
      peers,
      note: "CPU and memory of the router alone; the dealers are plain C",
      quick: peers === 100,
      contenders: uses().map((use) => contender(use, routed)),
    })
  })
}

export function multipart(): PlannedCell[] {
  return [2, 5].map((parts) =>
    cell("multipart", `tcp ${small} in ${parts}`, {
      parts,
      quick: parts === 2,
      contenders: uses().map((use) => contender(use, () => pushPull(use, "tcp", { size: small, parts }))),
    }),
  )
}

export function curve(): PlannedCell[] {
  const size = KiB
  const encrypted = (use: Use): Exchange => {
    const [serverKeys, clientKeys] = [curveKeyPair(), curveKeyPair()]
    const work = { size, security: "curve", serverPublicKey: serverKeys.publicKey } as const
    const keys = { clientPublicKey: clientKeys.publicKey, clientSecretKey: clientKeys.secretKey }
    return {
      endpoints: [
        server(use, "pull", "tcp", { ...work, serverSecretKey: serverKeys.secretKey }),
        client(use, "push", { ...work, ...keys }),
      ],
      counted: 0,
    }
  }
  const contenders = uses("batch").map((use) => contender(use, encrypted))
  return [cell("curve", `tcp ${size}`, { size, quick: true, contenders })]
}

/** jszmq speaks nothing but ws, so ours is measured over it too, and over what its user would change to. */
export function websocket(chosen: readonly number[] = sizes.slice(0, -1)): PlannedCell[] {
  return [
    ...chosen.map((size) =>
      besideJszmq("push and pull", size, 1, (use, transport) => pushPull(use, transport, { size })),
    ),
    besideJszmq("request and reply", small, 1, (use, transport) => requestReply(use, transport, { size: small })),
    ...[1, 8].map((peers) =>
      besideJszmq("publish and subscribe", small, peers, (use, transport) =>
        publishSubscribe(use, transport, { size: small }, peers),
      ),
    ),
  ]
}

type OverTransport = (use: Use, transport: "ws" | "tcp") => Exchange

function besideJszmq(note: string, size: number, peers: number, exchange: OverTransport): PlannedCell {
  const ours = (transport: "ws" | "tcp") => {
    const planned = contender(each("zmq-napi"), (use) => exchange(use, transport))
    return { ...planned, name: `${planned.name} ${transport}`, transport }
  }
  const theirs = contender(each("jszmq"), (use) => exchange(use, "ws"))
  const publishes = note.startsWith("publish")
  return cell("websocket", `${note} ${size}${publishes ? ` to ${peers}` : ""}`, {
    transport: "ws",
    size,
    peers,
    note,
    quick: size === small && !publishes,
    contenders: [ours("ws"), ours("tcp"), { ...theirs, transport: "ws" }],
  })
}
