import assert from "node:assert/strict"
import { test } from "node:test"
import { Datagram, Dish, Radio } from "#lib/draft"
import { Context } from "#lib/index"
import { patched } from "../support/patched"
import { withinTimeLimit } from "../support/waiting"
import { udpEndpoint } from "./udp"

const skip = (process.platform !== "linux" && "a device can be chosen on Linux alone") || patched.skip

for (const [what, open] of [
  ["a Radio's connection", (context: Context, device: string) => new Radio({ context, interface: device })],
  ["a Dish's bind", (context: Context, device: string) => new Dish({ context, interface: device })],
  ["a Datagram's bind", (context: Context, device: string) => new Datagram({ context, interface: device })],
] as const) {
  test(`${what} over udp through a device that does not exist is refused, and the context can end`, {
    skip,
  }, async () => {
    const context = new Context({ exitLinger: 0 })
    const socket = open(context, "no-such-device")
    const address = udpEndpoint()
    const attempt = async () => (socket instanceof Radio ? socket.connect(address) : socket.bind(address))
    await assert.rejects(attempt, { code: "ENODEV", address })
    socket.close()
    await withinTimeLimit(context.term())
  })
}
