// Proxies have threads of their own: Node's pool of four, which fs, dns and crypto share, stays free.
import assert from "node:assert/strict"
import { pbkdf2 } from "node:crypto"
import { lookup } from "node:dns/promises"
import { readFile } from "node:fs/promises"
import { test } from "node:test"
import { promisify } from "node:util"
import { Context } from "#lib/index"
import { openDescriptors } from "../support/descriptors"
import { timeLimit } from "../support/waiting"
import { streamer } from "./proxy-fixture"

test("fifty proxies at once leave fs, dns and crypto working, and end", async () => {
  await using context = new Context()
  const proxies = await Promise.all(Array.from({ length: 50 }, () => streamer({}, context)))
  for (let round = 0; round < 3; round++) {
    await Promise.all(proxies.map(({ producer }, index) => producer.send(`${index}`)))
    const [text, { address }, key] = await Promise.all([
      readFile(__filename, "utf8"),
      lookup("localhost"),
      promisify(pbkdf2)("a", "b", 10, 16, "sha256"),
    ])
    assert.ok(text.includes("fifty") && address.length > 0 && key.length === 16)
    for (const [index, { consumer }] of proxies.entries())
      assert.equal(String(await consumer.receive(timeLimit)), `${index}`)
  }
  for (const { proxy } of proxies) proxy.terminate()
  await Promise.all(proxies.map(({ running }) => running))
  for (const it of proxies) it[Symbol.dispose]()
})

test("proxies start and end one after the other, and leave nothing behind", async () => {
  // libzmq closes sockets on a thread of its own, and the end of a context waits for that.
  const inContext = async (rounds: number) => {
    await using context = new Context()
    for (let round = 0; round < rounds; round++) {
      using it = await streamer({}, context)
      it.proxy.terminate()
      await it.running
    }
  }
  await inContext(1)
  const before = openDescriptors()
  await inContext(60)
  assert.equal(openDescriptors(), before)
})
