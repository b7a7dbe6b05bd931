import protobuf from "protobufjs"
import type { Pair } from "#lib/index"

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Order { uint32 id = 1; repeated string tags = 2; }
`)
const Order = root.lookupType("Order")

export async function exchange(a: Pair, b: Pair, order: { id: number; tags: string[] }) {
  await a.send(Order.encode(Order.create(order)).finish())
  const [bytes] = await b.receive()
  return Order.toObject(Order.decode(bytes!))
}
