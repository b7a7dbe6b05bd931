import { SeededRandom } from "../../support/seeded-random"
import { plainUser } from "./keys"

/**
 * The replies of a ZAP handler, each a list of parts, to one request. A peer from 127.0.0.1, or over ipc, gets what its
 * credentials deserve. To other addresses the handler is hostile: its replies are malformed in a way that the address
 * determines, so that a case has the same reply again.
 */
export function zapReplies(request: readonly Buffer[], clientKey: Buffer): (string | Buffer)[][] {
  const [routingId, , , id, , address, , mechanism, ...credentials] = request as Buffer[]
  const envelope = [routingId!, ""]
  if (!isHostile(String(address))) {
    return [
      [...envelope, "1.0", id!, isRight(String(mechanism), credentials, clientKey) ? "200" : "400", "", "user", ""],
    ]
  }
  const random = new SeededRandom(seedOf(String(address)))
  return Array.from({ length: random.oneIn(20) ? 0 : random.pick([1, 1, 1, 2]) }, () => [
    ...envelope,
    ...malformed(random, id!),
  ])
}

function isHostile(address: string): boolean {
  return address.startsWith("127.") && address !== "127.0.0.1"
}

function seedOf(address: string): number {
  return address.split(".").reduce((seed, byte) => seed * 256 + Number(byte), 0) | 0
}

function isRight(mechanism: string, credentials: readonly Buffer[], clientKey: Buffer): boolean {
  const [first, second] = credentials
  if (mechanism === "PLAIN") return String(first) === plainUser.name && String(second) === plainUser.password
  return mechanism !== "CURVE" || first!.equals(clientKey)
}

function malformed(random: SeededRandom, id: Buffer): (string | Buffer)[] {
  const bytes = () => random.bytes(random.pick([0, 1, 3, 30, 255, 256, 2000]))
  const parts: (string | Buffer)[] = [
    random.oneIn(6) ? random.pick(["", "1.1", "2.0", "1", "1.0\0", bytes()]) : "1.0",
    random.oneIn(6) ? random.pick(["", "0", "2", bytes()]) : id,
    random.oneIn(2)
      ? random.pick(["", "0", "100", "2000", "20", "999", "-20", "2x0", "300", "400", "500", bytes()])
      : "200",
    random.oneIn(3) ? bytes() : "OK",
    random.oneIn(3) ? bytes() : "user",
    random.oneIn(3) ? bytes() : metadata(random),
  ]
  if (random.oneIn(6)) parts.splice(random.below(parts.length), 1)
  if (random.oneIn(8)) parts.splice(random.below(parts.length), 0, bytes())
  if (random.oneIn(10)) parts.length = random.below(parts.length) + 1
  return parts
}

function metadata(random: SeededRandom): Buffer {
  const names = ["X-Name", "User-Id", "Socket-Type", "Identity", ""]
  const properties: Buffer[] = []
  while (random.oneIn(2)) {
    const name = Buffer.from(random.pick(names))
    const value = random.bytes(random.below(10))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(random.oneIn(4) ? random.pick([0xffff_ffff, 0x7fff_ffff, 0x8000_0000, 100]) : value.length)
    properties.push(Buffer.concat([Buffer.of(random.oneIn(5) ? random.below(256) : name.length), name, length, value]))
  }
  return Buffer.concat(properties)
}
