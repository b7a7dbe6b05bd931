import assert from "node:assert/strict"
import { once } from "node:events"
import { type AddressInfo, createServer, type Socket } from "node:net"
import { test } from "node:test"
import { Router } from "#lib/index"
import { soon } from "../support/waiting"

/** What a Dealer of ZMTP 2.0 says first: the signature, the version, its type, and an empty routing id. */
const greeting = Buffer.from([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 5, 0, 0])

const message = (text: string) => Buffer.concat([Buffer.of(0, text.length), Buffer.from(text)])

/** Reads as much as a Router says first. */
async function greeted(peer: Socket): Promise<void> {
  const signal = AbortSignal.timeout(soon.timeout)
  for (let size = 0; size < greeting.length; size += (await once(peer, "data", { signal }))[0].length);
}

test("a Router whose queue is full lets a peer of ZMTP 2.0 come back", async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  using router = new Router({ receiveHighWaterMark: 5, reconnectInterval: 1 })
  router.connect(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const [first] = await once(server, "connection")
  first.end(Buffer.concat([greeting, ...Array(5).fill(message("first"))]))
  first.resume()

  const [second] = await once(server, "connection")
  second.write(greeting)
  await greeted(second)
  second.write(message("second"))
  let text = ""
  while (text !== "second") text = String((await router.receive(soon))[1])
  assert.equal(router.readable, false)
  second.destroy()
  server.close()
})
