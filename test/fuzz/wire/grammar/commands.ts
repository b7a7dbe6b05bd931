import type { SeededRandom } from "../../../support/seeded-random"
import { someBytes, someSize } from "./sizes"

/** A frame before it is encoded for a transport. */
export interface Frame {
  /** As in ZMTP 3: 1 for more, 4 for a command; the encoders add what says how the length is written. */
  flags: number
  body: Buffer
}

/** The body of a command. */
export function commandBody(random: SeededRandom, name: string, data: Buffer): Buffer {
  const length = random.oneIn(40) ? random.below(256) : name.length
  return Buffer.concat([Buffer.of(length), Buffer.from(name, "latin1"), data])
}

const names = [
  "PING",
  "PONG",
  "SUBSCRIBE",
  "CANCEL",
  "JOIN",
  "LEAVE",
  "ERROR",
  "READY",
  "HELLO",
  "WELCOME",
  "INITIATE",
  "MESSAGE",
]

/** A command that a peer may send at any time, or may not. */
export function someCommand(random: SeededRandom): Frame {
  const name = random.oneIn(12) ? someBytes(random, random.below(12)).toString("latin1") : random.pick(names)
  return { flags: commandFlags(random), body: commandBody(random, name, dataOf(random, name)) }
}

function commandFlags(random: SeededRandom): number {
  if (random.oneIn(30)) return random.below(256)
  return random.oneIn(12) ? 5 : 4
}

function dataOf(random: SeededRandom, name: string): Buffer {
  if (name === "PING" && !random.oneIn(4)) {
    const ttl = random.pick([0, 1, 10, 65_535])
    return Buffer.concat([Buffer.of(ttl >> 8, ttl & 255), someBytes(random, random.pick([0, 1, 15, 16, 17, 200]))])
  }
  if (name === "ERROR" && !random.oneIn(4)) {
    const reason = someBytes(random, random.pick([0, 1, 3, 255]))
    return Buffer.concat([Buffer.of(random.oneIn(3) ? random.below(256) : reason.length), reason])
  }
  // Few topics and groups, so that a peer leaves what it, or another one, has joined.
  if (random.oneIn(2)) return Buffer.from(random.pick(["", "a", "ab", "abc", "b"]))
  if (random.oneIn(6)) return someBytes(random, random.pick([254, 255, 256, 257]))
  return someBytes(random, someSize(random))
}

/** Messages and commands as they come after a handshake, in or out of order. */
export function traffic(random: SeededRandom): Frame[] {
  const frames: Frame[] = []
  do {
    const kind = random.below(10)
    if (kind < 4) frames.push(someCommand(random))
    else if (kind < 6) frames.push({ flags: 0, body: Buffer.concat([Buffer.of(random.below(3)), someTopic(random)]) })
    else if (kind < 7) frames.push(...envelope(random))
    else frames.push({ flags: messageFlags(random), body: someBytes(random) })
  } while (!random.oneIn(5))
  return frames
}

function someTopic(random: SeededRandom): Buffer {
  return random.oneIn(3) ? someBytes(random) : Buffer.from(random.pick(["", "a", "ab", "abc", "b"]))
}

/** A request with its delimiter, or with none, or with a command in between. */
function envelope(random: SeededRandom): Frame[] {
  const frames: Frame[] = []
  while (random.oneIn(3)) frames.push({ flags: 1, body: someBytes(random, random.pick([0, 1, 4, 5, 8])) })
  if (!random.oneIn(4)) frames.push({ flags: 1, body: Buffer.alloc(0) })
  if (random.oneIn(5)) frames.push(someCommand(random))
  frames.push({ flags: messageFlags(random), body: someBytes(random) })
  return frames
}

function messageFlags(random: SeededRandom): number {
  if (random.oneIn(25)) return random.below(256)
  return random.oneIn(4) ? 1 : 0
}
