import { curveKeyPair } from "zeromq"
import type { Exchange } from "../exchange"
import type { PlannedCell } from "../harness"
import {
  cell,
  client,
  each,
  exchanging,
  publishSubscribe,
  pushPull,
  requestReply,
  requestReplyBesideStream,
  server,
  small,
  type Use,
  uses,
} from "./contenders"

const KiB = 1024
// From this size on it matters which library copies messages.
const large = 64 * KiB
// From nearly all overhead to nearly all copying.
const sizes: readonly number[] = [small, 256, KiB, 4 * KiB, 16 * KiB, large, KiB * KiB]
const quickSizes: readonly number[] = [small, 4 * KiB, large]

export function throughput(chosen = sizes): PlannedCell[] {
  const within = (role: "threads" | "thread") => (use: Use, size: number) => {
    return { endpoints: [client(use, role, { size })], counted: 0 } as const
  }
  const ways: [PlannedCell["transport"], (use: Use, size: number) => Exchange, note?: string][] = [
    ["tcp", (use, size) => pushPull(use, "tcp", { size })],
    ["ipc", (use, size) => pushPull(use, "ipc", { size })],
    ["inproc", within("threads"), "two threads"],
    ["inproc", within("thread"), "one thread"],
  ]
  return ways.flatMap(([transport, exchange, note]) =>
    chosen.map((size) => {
      const contenders = exchanging(size < large ? uses() : uses("transfer", "into", "uncopied"), (use) =>
        exchange(use, size),
      )
      const quick = transport === "tcp" ? quickSizes.includes(size) : transport === "inproc" && size === small
      const what = [transport, size, ...(note ? [note] : [])].join(" ")
      return cell("throughput", what, contenders, { transport, size, quick, ...(note && { note }) })
    }),
  )
}

export function styles(): PlannedCell[] {
  const ours = (["each", "iterate", "batch"] as const).map((style): Use => ({ driver: "zmq-napi", style }))
  const zeromq: Use[] = [each("zeromq"), { driver: "zeromq", style: "iterate" }]
  const used = [...ours, ...zeromq, each("libzmq"), each("stock-libzmq")]
  return [small, 256, 4 * KiB].map((size) => {
    const contenders = exchanging(used, (use) => pushPull(use, "tcp", { size }))
    return cell("styles", `tcp ${size}`, contenders, { size, quick: size === small })
  })
}

export function latency(): PlannedCell[] {
  return (["tcp", "ipc"] as const).map((transport) => {
    const contenders = exchanging(uses("sync"), (use) => requestReply(use, transport, { size: small }))
    return cell("latency", `${transport} ${small}`, contenders, { transport, quick: transport === "tcp" })
  })
}

/** What a service that streams does to its round trips: both from one process, at a pace that all contenders keep. */
export function mixed(): PlannedCell[] {
  const pace = 20_000
  const contenders = exchanging(uses(), (use) => requestReplyBesideStream(use, "tcp", { size: small, pace }))
  const note = `beside a stream of ${pace.toLocaleString("en-US")} messages a second`
  return [cell("mixed", `tcp ${small}`, contenders, { note, quick: false })]
}

export function fanout(): PlannedCell[] {
  return [1, 2, 4, 8].map((peers) => {
    const contenders = exchanging(uses(), (use) => publishSubscribe(use, "tcp", { size: small }, peers))
    return cell("fanout", `tcp ${small} to ${peers}`, contenders, { peers, quick: peers === 8 })
  })
}

export function router(): PlannedCell[] {
  const window = 1000
  // The same load for everyone, and the cheapest there is, so that the router is what limits.
  const dealers = each("libzmq")
  const note = "CPU and memory of the router alone; the dealers are plain C"
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
    const rest = { peers, note, quick: peers === 100 }
    return cell("router", `tcp ${small} with ${peers}`, exchanging(uses(), routed), rest)
  })
}

export function multipart(): PlannedCell[] {
  return [2, 5].map((parts) => {
    const contenders = exchanging(uses(), (use) => pushPull(use, "tcp", { size: small, parts }))
    return cell("multipart", `tcp ${small} in ${parts}`, contenders, { parts, quick: parts === 2 })
  })
}

export function curve(): PlannedCell[] {
  const size = KiB
  const encrypted = (use: Use): Exchange => {
    const [serverKeys, clientKeys] = [curveKeyPair(), curveKeyPair()]
    return pushPull(use, "tcp", {
      size,
      serverPublicKey: serverKeys.publicKey,
      serverSecretKey: serverKeys.secretKey,
      clientPublicKey: clientKeys.publicKey,
      clientSecretKey: clientKeys.secretKey,
    })
  }
  return [cell("curve", `tcp ${size}`, exchanging(uses("batch"), encrypted), { size, quick: true })]
}

type OverTransport = (use: Use, transport: "ws" | "tcp", peers: number) => Exchange

/** jszmq speaks nothing but ws, so ours is measured over it too, and over what its user would change to. */
export function websocket(chosen: readonly number[] = [small, 256, 4 * KiB, large]): PlannedCell[] {
  const work = { size: small }
  const publish: OverTransport = (use, transport, peers) => publishSubscribe(use, transport, work, peers)
  return [
    ...chosen.map((size) => besideJszmq("push and pull", size, (use, transport) => pushPull(use, transport, { size }))),
    besideJszmq("request and reply", small, (use, transport) => requestReply(use, transport, work)),
    ...[1, 8].map((peers) => besideJszmq("publish and subscribe", small, publish, peers)),
  ]
}

function besideJszmq(note: string, size: number, exchange: OverTransport, subscribers?: number): PlannedCell {
  const peers = subscribers ?? 1
  const over = (driver: "zmq-napi" | "jszmq", transport: "ws" | "tcp") =>
    exchanging([each(driver)], (use) => exchange(use, transport, peers)).map((one) => ({
      ...one,
      name: driver === "jszmq" ? driver : `${driver} ${transport}`,
      transport,
    }))
  const contenders = [...over("zmq-napi", "ws"), ...over("zmq-napi", "tcp"), ...over("jszmq", "ws")]
  const what = `${note} ${size}${subscribers === undefined ? "" : ` to ${subscribers}`}`
  const quick = size === small && subscribers === undefined
  return cell("websocket", what, contenders, { transport: "ws", size, peers, note, quick })
}
