import { decode, encode } from "@msgpack/msgpack"
import type { Pair } from "#lib/index"

export async function exchange(a: Pair, b: Pair, value: unknown): Promise<unknown> {
  await a.send(encode(value))
  const [bytes] = await b.receive()
  return decode(bytes!)
}
