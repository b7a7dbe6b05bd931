import type { SocketName } from "#lib/index"
import type { SeededRandom } from "../../../support/seeded-random"
import { initiateFaults, type Step } from "../case"
import type { Endpoint, Security } from "../endpoints"
import { commandBody, type Frame, traffic } from "./commands"
import { metadata } from "./metadata"
import { someBytes, someSize, wrongLength } from "./sizes"

const greetingSize = 64

/** Everything that a peer of ZMTP sends. */
export function zmtpSteps(random: SeededRandom, { type, security }: Endpoint): Step[] {
  if (random.oneIn(12)) return [write(random.bytes(someSize(random)))]
  if (random.oneIn(8)) return [write(Buffer.concat([oldGreeting(random), ...oldFrames(random)]))]
  const [mechanism] = security.split(" ") as [string]
  const handshake = handshakeOf(random, security, type)
  const encoded = handshake.map((item) => ("do" in item ? item : write(encode(random, item))))
  return [write(greeting(random, mechanism)), ...encoded, ...afterHandshake(random, handshake)]
}

function write(bytes: Buffer): Step {
  return { do: "write", bytes }
}

function greeting(random: SeededRandom, mechanism: string): Buffer {
  const bytes = Buffer.alloc(greetingSize)
  bytes.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, random.pick([0, 1, 1, 1])])
  bytes.write(mechanism, 12, "latin1")
  if (random.oneIn(20)) bytes.set([random.below(256)], 32)
  if (random.oneIn(15)) bytes[10] = random.pick([0, 1, 2, 3, 4, 127, 255])
  if (random.oneIn(15)) bytes[11] = random.below(256)
  if (random.oneIn(15)) {
    bytes.fill(0, 12, 32)
    bytes.write(random.pick(["NULL", "PLAIN", "CURVE", "GSSAPI", "", "null", "NULL\0X", "Z".repeat(20)]), 12, "latin1")
  }
  if (random.oneIn(25)) bytes[random.below(greetingSize)] = random.below(256)
  return random.oneIn(40) ? bytes.subarray(0, random.below(greetingSize)) : bytes
}

type Handshake = (Frame | Step)[]

function handshakeOf(random: SeededRandom, security: Security, type: SocketName): Handshake {
  if (random.oneIn(20)) return []
  const frames = rightHandshake(random, random.oneIn(12) ? random.pick(["NULL", "PLAIN", "CURVE"]) : security, type)
  if (random.oneIn(15)) frames.splice(random.below(frames.length), 1)
  if (random.oneIn(15)) frames.push(random.pick(frames))
  if (random.oneIn(25)) frames.reverse()
  return frames.filter((frame) => frame !== undefined)
}

/** The right steps, with faults in single fields. */
function rightHandshake(random: SeededRandom, security: Security, type: SocketName): Handshake {
  const command = (name: string, data: Buffer): Frame => ({
    flags: random.oneIn(30) ? random.below(256) : 4,
    body: commandBody(random, name, data),
  })
  if (security === "PLAIN") {
    const credentials = random.oneIn(3)
      ? [text(random, "user"), text(random, "wrong")]
      : [text(random, "user"), text(random, "password")]
    const rest = random.oneIn(20) ? [random.bytes(random.below(10))] : []
    return [command("HELLO", Buffer.concat([...credentials, ...rest])), command("INITIATE", metadata(random, type))]
  }
  if (security !== "CURVE") return [command("READY", metadata(random, type))]
  // Most of CURVE is arithmetic, which takes a hundred times as long as the rest: most cases do without.
  if (random.oneIn(4)) {
    const fault = random.oneIn(3) ? random.pick(initiateFaults) : "none"
    return [{ do: "curve-hello" }, { do: "curve-initiate", metadata: metadata(random, type), fault }]
  }
  const hello = random.bytes(194)
  hello.set([random.oneIn(10) ? random.below(256) : 1, 0])
  return [
    random.oneIn(2)
      ? { do: "curve-hello" }
      : command("HELLO", random.oneIn(4) ? random.bytes(someSize(random)) : hello),
    command("INITIATE", random.bytes(random.pick([0, 95, 96, 104, 247, 248, 249, 300, 500]))),
    command("MESSAGE", random.bytes(random.pick([0, 7, 8, 24, 25, 33, 34, 100]))),
  ]
}

function text(random: SeededRandom, right: string): Buffer {
  const value = random.oneIn(12) ? someBytes(random, random.pick([0, 1, 254, 255])) : Buffer.from(right)
  return Buffer.concat([Buffer.of(random.oneIn(20) ? random.below(256) : value.length), value])
}

/** In the boxes of CURVE if the handshake was done with it. */
function afterHandshake(random: SeededRandom, handshake: Handshake): Step[] {
  const frames = traffic(random)
  const boxed = handshake.some((item) => "do" in item && item.do === "curve-initiate")
  if (boxed && !random.oneIn(10)) return frames.map((frame) => box(random, frame))
  return [write(Buffer.concat(frames.map((frame) => encode(random, frame))))]
}

function box(random: SeededRandom, { flags, body }: Frame): Step {
  // In a box, 1 stands for more and 2 for a command.
  const inner = (flags & ~4) | (flags & 4 ? 2 : 0)
  return {
    do: "curve-message",
    plain: random.oneIn(25) ? Buffer.alloc(0) : Buffer.concat([Buffer.of(inner), body]),
    nonce: random.oneIn(25) ? random.pick([0, -1, 2, 1000]) : 1,
    flags: random.oneIn(25) ? random.below(8) & ~2 : 0,
  }
}

/** A frame as ZMTP 3 has it, unless its length or flags are wrong. */
export function encode(random: SeededRandom, { flags, body }: Frame): Buffer {
  const long = body.length > 255 || random.oneIn(12)
  const length = random.oneIn(30) ? wrongLength(random, body.length) : BigInt(body.length)
  if (!long) return Buffer.concat([Buffer.of(flags & ~2, Number(length & 0xffn)), body])
  const header = Buffer.alloc(9)
  header[0] = flags | 2
  header.writeBigUInt64BE(length, 1)
  return Buffer.concat([header, body])
}

/** The greeting of ZMTP 1.0, which has no signature, or of 2.0. */
function oldGreeting(random: SeededRandom): Buffer {
  const id = someBytes(random, random.pick([0, 1, 5, 254, 255]))
  const size = random.oneIn(15) ? random.below(256) : id.length
  if (random.oneIn(2)) return Buffer.concat([Buffer.of(size + 1, 0), id])
  const signature = Buffer.of(0xff, 0, 0, 0, 0, 0, 0, 0, (size + 1) & 255, 0x7f)
  // ZMTP 1.0 ends with the routing id's flags; in 2.0 they are behind the revision and the type of the socket.
  if (random.oneIn(2)) return Buffer.concat([signature, Buffer.of(0), id])
  return Buffer.concat([
    signature,
    Buffer.of(random.pick([0, 1, 2]), random.below(20), random.pick([0, 1, 2]), size),
    id,
  ])
}

function oldFrames(random: SeededRandom): Buffer[] {
  return traffic(random).map(({ flags, body }) => {
    if (random.oneIn(2)) return encode(random, { flags: flags & ~4, body })
    const length = random.oneIn(30) ? wrongLength(random, body.length + 1) : BigInt(body.length + 1)
    if (length < 255n && !random.oneIn(10)) return Buffer.concat([Buffer.of(Number(length), flags & 1), body])
    const header = Buffer.alloc(10)
    header[0] = 0xff
    header.writeBigUInt64BE(length, 1)
    header[9] = flags & 255
    return Buffer.concat([header, body])
  })
}
