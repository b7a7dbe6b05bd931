import type { SeededRandom } from "../../../support/seeded-random"
import { request } from "../../../support/websocket"
import type { Step } from "../case"
import type { Endpoint } from "../endpoints"
import { commandBody, type Frame, traffic } from "./commands"
import { metadata } from "./metadata"
import { someBytes, someSize, wrongLength } from "./sizes"

/** Everything that a peer of ws sends: the request for an upgrade, and frames. */
export function webSocketSteps(random: SeededRandom, endpoint: Endpoint): Step[] {
  if (random.oneIn(12)) return [{ do: "write", bytes: random.bytes(someSize(random)) }]
  const pieces: Buffer[] = [Buffer.from(upgrade(random, endpoint), "latin1")]
  const steps: Step[] = []
  for (const item of conversation(random, endpoint)) {
    if ("do" in item) steps.push(item)
    else pieces.push(...frames(random, item))
  }
  return [{ do: "write", bytes: Buffer.concat(pieces) }, ...steps]
}

function upgrade(random: SeededRandom, { security }: Endpoint): string {
  const protocol = security === "NULL" && random.oneIn(2) ? "ZWS2.0" : `ZWS2.0/${security.split(" ")[0]}`
  const lines: Record<string, string> = { "Sec-WebSocket-Protocol": ` ${protocol}` }
  if (random.oneIn(4)) lines[random.pick(headers)] = random.pick(values)
  if (random.oneIn(20))
    lines["Sec-WebSocket-Key"] = ` ${"A".repeat(random.pick([0, 1, 23, 24, 25, 100, 255, 256, 300]))}`
  if (random.oneIn(20)) lines["Sec-WebSocket-Protocol"] += `, ${"ZWS2.0/NULL,".repeat(random.pick([1, 20, 400]))}`
  let head = request(lines)
  if (random.oneIn(15)) head = head.replace("GET /", `GET /${"x".repeat(random.pick([1, 100, 255, 2000]))}`)
  if (random.oneIn(15)) head = head.replace("GET / HTTP/1.1", random.pick(requestLines))
  if (random.oneIn(15)) head = head.replaceAll("\r\n", random.pick(["\n", "\r", "\r\r\n", "\r\n "]))
  if (random.oneIn(15)) head = head.slice(0, random.below(head.length))
  return head
}

const headers = [
  "Host",
  "Upgrade",
  "Connection",
  "Sec-WebSocket-Key",
  "Sec-WebSocket-Protocol",
  "Sec-WebSocket-Version",
  "X",
  "",
]
const values = [
  "",
  " ",
  "  websocket  ",
  " upgrade",
  " keep-alive, Upgrade",
  " 13",
  " 8",
  ":",
  " \t",
  ` ${"y".repeat(3000)}`,
  "\0",
  " \xff",
]
const requestLines = [
  "GET",
  "GET /",
  "POST / HTTP/1.1",
  "GET / HTTP/1.0",
  "",
  "\0",
  " GET / HTTP/1.1",
  "GET  /  HTTP/1.1",
  "HTTP/1.1 101 OK",
]

/** What the frames hold. ZWS 2.0 begins with the routing id; with a mechanism, its handshake comes first. */
function conversation(random: SeededRandom, { security, type }: Endpoint): (Frame | Step)[] {
  const command = (name: string, data: Buffer): Frame => ({ flags: 4, body: commandBody(random, name, data) })
  const rest = traffic(random)
  if (random.oneIn(15)) return rest
  if (security === "PLAIN") {
    const hello = random.oneIn(4) ? random.bytes(random.below(30)) : Buffer.from("\x04user\x08password")
    return [command("HELLO", hello), command("INITIATE", metadata(random, type)), ...rest]
  }
  if (security === "CURVE") {
    if (random.oneIn(2)) return [command("HELLO", random.bytes(random.pick([0, 100, 194, 195]))), ...rest]
    return [command("INITIATE", random.bytes(random.pick([0, 247, 248, 300]))), ...rest]
  }
  const ready = command("READY", metadata(random, type))
  const routingId = {
    flags: 0,
    body: random.oneIn(2) ? Buffer.alloc(0) : someBytes(random, random.pick([1, 4, 255, 256])),
  }
  return random.oneIn(2) ? [ready, ...rest] : [routingId, ...rest]
}

/** One message or command, in one frame or in several. */
function frames(random: SeededRandom, { flags, body }: Frame): Buffer[] {
  // In ZWS, 1 stands for more and 2 for a command.
  const inner = (flags & ~4) | (flags & 4 ? 2 : 0)
  const payload = random.oneIn(30) ? body : Buffer.concat([Buffer.of(inner), body])
  if (!random.oneIn(10)) return [frame(random, 0x80 | opcode(random), payload), ...control(random)]
  const cut = random.below(payload.length + 1)
  return [
    frame(random, opcode(random), payload.subarray(0, cut)),
    ...control(random),
    frame(random, random.oneIn(8) ? opcode(random) : 0x80, payload.subarray(cut)),
  ]
}

function opcode(random: SeededRandom): number {
  return random.oneIn(20) ? random.below(256) : 2
}

/** A ping, pong or close, or none. */
function control(random: SeededRandom): Buffer[] {
  if (!random.oneIn(8)) return []
  const size = random.pick([0, 1, 2, 16, 124, 125, 126, 200])
  return [frame(random, random.pick([0x88, 0x89, 0x8a, 0x09, 0x8f]), someBytes(random, size))]
}

function frame(random: SeededRandom, first: number, payload: Buffer): Buffer {
  const length = random.oneIn(30) ? wrongLength(random, payload.length) : BigInt(payload.length)
  const masked = !random.oneIn(30)
  const mask = masked ? random.bytes(4) : Buffer.alloc(0)
  const body = masked ? Buffer.from(payload.map((byte, index) => byte ^ mask[index % 4]!)) : payload
  return Buffer.concat([Buffer.of(first), lengthOf(random, length, masked ? 0x80 : 0), mask, body])
}

/** In 1, 3 or 9 bytes; sometimes more than it takes. */
function lengthOf(random: SeededRandom, length: bigint, mask: number): Buffer {
  if (length < 126n && !random.oneIn(12)) return Buffer.of(mask | Number(length))
  if (length < 65_536n && !random.oneIn(12)) {
    return Buffer.of(mask | 126, Number(length >> 8n), Number(length & 0xffn))
  }
  const bytes = Buffer.alloc(9)
  bytes[0] = mask | 127
  bytes.writeBigUInt64BE(length, 1)
  return bytes
}
