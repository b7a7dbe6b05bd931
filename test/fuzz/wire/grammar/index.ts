import type { SeededRandom } from "../../../support/seeded-random"
import { type Case, endings, type Step } from "../case"
import type { Endpoint } from "../endpoints"
import { someSize } from "./sizes"
import { webSocketSteps } from "./websocket"
import { zmtpSteps } from "./zmtp"

/** A hostile peer of one of these endpoints. */
export function generate(random: SeededRandom, endpoints: readonly number[], all: readonly Endpoint[]): Case {
  const endpoint = random.pick(endpoints)
  const target = all[endpoint]!
  const whole = target.transport === "ws" ? webSocketSteps(random, target) : zmtpSteps(random, target)
  const mutated = random.oneIn(3) ? whole.map((step) => mutate(random, step)) : whole
  const steps = mutated.flatMap((step) => pieces(random, step))
  const source = target.transport === "ipc" ? "" : sourceAddress(random)
  const ending = random.oneIn(3) ? random.pick(endings) : "finish"
  return { endpoint, source, steps, ending }
}

/** Half of the peers come from where the ZAP handler answers as it should. */
function sourceAddress(random: SeededRandom): string {
  return random.oneIn(2) ? "127.0.0.1" : `127.${1 + random.below(254)}.${random.below(256)}.${1 + random.below(254)}`
}

function mutate(random: SeededRandom, step: Step): Step {
  if (step.do !== "write") return step
  let { bytes } = step
  do bytes = mutation(random, Buffer.from(bytes))
  while (random.oneIn(2))
  return { do: "write", bytes }
}

function mutation(random: SeededRandom, bytes: Buffer): Buffer {
  const at = random.below(bytes.length + 1)
  const end = Math.min(bytes.length, at + 1 + random.below(20))
  switch (random.below(6)) {
    case 0:
      if (at < bytes.length) bytes[at]! ^= 1 << random.below(8)
      return bytes
    case 1:
      if (at < bytes.length) bytes[at] = random.pick([0, 1, 0x7f, 0x80, 0xff, random.below(256)])
      return bytes
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)])
    case 3:
      return Buffer.concat([bytes.subarray(0, at), random.bytes(1 + random.below(12)), bytes.subarray(at)])
    case 4:
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)])
    default:
      return random.oneIn(3) ? bytes.subarray(0, at) : Buffer.concat([bytes, random.bytes(someSize(random))])
  }
}

/** A write in one piece, or in several that arrive apart. */
function pieces(random: SeededRandom, step: Step): Step[] {
  if (step.do !== "write" || !random.oneIn(6)) return [step]
  const cut = random.below(step.bytes.length + 1)
  const parts = [step.bytes.subarray(0, cut), step.bytes.subarray(cut)]
  return parts.map((bytes) => ({ do: "write", bytes }))
}
