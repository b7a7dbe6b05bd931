import { test } from "node:test"
import { binding } from "#lib/binding"
import { Radio } from "#lib/draft"
import { Context } from "#lib/index"
import { inTime } from "../support/waiting"
import { udpEndpoint } from "./udp"

const skip =
  (process.platform !== "linux" && "a device can be chosen on Linux alone") ||
  (!binding.vendored && "the vendored libzmq is patched")

test("a connection over udp through a device that does not exist is given up: the context can end", {
  skip,
}, async () => {
  const context = new Context({ exitLinger: 0 })
  const radio = new Radio({ context, interface: "no-such-device", linger: 0 })
  radio.connect(udpEndpoint())
  radio.close()
  await inTime(context.term())
})
