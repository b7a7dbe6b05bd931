import type { SocketName } from "#lib/index"
import type { SeededRandom } from "../../../support/seeded-random"
import { someBytes, wrongLength } from "./sizes"

/** The name of a socket type on the wire, and of the types that it talks to. */
export const wireTypes: Record<SocketName, readonly [own: string, ...peers: string[]]> = {
  Pair: ["PAIR", "PAIR"],
  Publisher: ["PUB", "SUB", "XSUB"],
  Subscriber: ["SUB", "PUB", "XPUB"],
  Request: ["REQ", "REP", "ROUTER"],
  Reply: ["REP", "REQ", "DEALER"],
  Dealer: ["DEALER", "DEALER", "ROUTER", "REP"],
  Router: ["ROUTER", "DEALER", "REQ", "ROUTER"],
  Pull: ["PULL", "PUSH"],
  Push: ["PUSH", "PULL"],
  XPublisher: ["XPUB", "SUB", "XSUB"],
  XSubscriber: ["XSUB", "PUB", "XPUB"],
  Stream: ["STREAM", "STREAM"],
  Server: ["SERVER", "CLIENT"],
  Client: ["CLIENT", "SERVER"],
  Radio: ["RADIO", "DISH"],
  Dish: ["DISH", "RADIO"],
  Gather: ["GATHER", "SCATTER"],
  Scatter: ["SCATTER", "GATHER"],
  Datagram: ["DGRAM", "DGRAM"],
  Peer: ["PEER", "PEER"],
  Channel: ["CHANNEL", "CHANNEL"],
}

const allTypes = Object.values(wireTypes).map(([own]) => own)

/** Metadata of READY or INITIATE; mostly what a socket of that type accepts. */
export function metadata(random: SeededRandom, type: SocketName): Buffer {
  const [, ...peers] = wireTypes[type]
  const properties: Buffer[] = []
  if (!random.oneIn(30)) {
    const peer = random.oneIn(12) ? someType(random) : random.pick(peers)
    properties.push(property(random, someCase(random, "Socket-Type"), Buffer.from(peer)))
  }
  if (random.oneIn(2)) properties.push(property(random, "Identity", identity(random)))
  while (random.oneIn(4)) properties.push(property(random, someName(random), someBytes(random)))
  if (random.oneIn(40))
    properties.push(...Array.from({ length: 300 }, () => property(random, "X-Many", Buffer.from("x"))))
  if (random.oneIn(10)) properties.reverse()
  const whole = Buffer.concat(properties)
  return random.oneIn(15) ? whole.subarray(0, random.below(whole.length + 1)) : whole
}

function property(random: SeededRandom, name: string, value: Buffer): Buffer {
  const length = Buffer.alloc(4)
  const wrong = random.oneIn(25)
  length.writeUInt32BE(wrong ? Number(wrongLength(random, value.length) & 0xffff_ffffn) : value.length)
  const nameLength = random.oneIn(25) ? random.below(256) : Math.min(255, name.length)
  return Buffer.concat([Buffer.of(nameLength), Buffer.from(name, "latin1"), length, value])
}

function someType(random: SeededRandom): string {
  if (random.oneIn(2)) return random.pick(allTypes)
  return random.pick(["", "REQUEST", "pub", "PU", "XX", "\0", "SUB\0", "A".repeat(300)])
}

function someCase(random: SeededRandom, name: string): string {
  return random.oneIn(10) ? random.pick([name.toUpperCase(), name.toLowerCase(), `${name}\0`, name.slice(1)]) : name
}

function identity(random: SeededRandom): Buffer {
  if (random.oneIn(2)) return Buffer.from(random.pick(["a", "b", "peer"]))
  return someBytes(random, random.pick([0, 1, 4, 5, 254, 255, 256, 257, 1000]))
}

function someName(random: SeededRandom): string {
  const names = [
    "X-Name",
    "Resource",
    "User-Id",
    "User-Name",
    "Peer-Address",
    "Routing-Id",
    "Socket-Type",
    "Identity",
    "",
  ]
  return random.oneIn(5) ? someBytes(random, random.below(256)).toString("latin1") : random.pick(names)
}
