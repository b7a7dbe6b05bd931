import assert from "node:assert/strict"
import { test } from "node:test"
import { curveKeyPair } from "zeromq"
import type { Style } from "../../bench/protocol"
import { freshAddress } from "../support/endpoints"
import { assertDone, assertLatency, drivers, start, styles, together, wildcard } from "./peers"

const shapes = [
  [16, 1],
  [16, 3],
] as const
const nativeShapes = [...shapes, [0, 1], [1, 2], [100_000, 1], [4096, 5]] as const

for (const driver of drivers) {
  const used = (...without: Style[]) => (styles[driver] as Style[]).filter((style) => !without.includes(style))

  for (const style of used()) {
    for (const [size, parts] of driver === "libzmq" ? nativeShapes : shapes) {
      test(`${driver}, ${style}: what push sends, pull receives, in messages of ${parts} of ${size} bytes`, async () => {
        await together(driver, ["pull", "push"], { common: { style, size, parts } })
      })
    }
  }

  for (const style of used("batch", "transfer")) {
    test(`${driver}, ${style}: round trips between request and reply, each timed`, async () => {
      for (const { server, client } of await together(driver, ["reply", "request"], { common: { style } })) {
        assertLatency(client)
        const { p50, max } = client.latency!
        // All but the first are within what is reported as the time of all.
        assert.ok(((client.messages - 1) / 2) * p50 <= client.seconds * 1e6 + max)
        assert.equal(server.latency, undefined)
      }
    })
  }

  for (const style of used("transfer", "sync")) {
    for (const sockets of driver === "libzmq" ? [1, 8] : [3]) {
      test(`${driver}, ${style}: each of ${sockets} subscribers receives what publish sends`, async () => {
        await together(driver, ["publish", "subscribe"], { common: { style }, client: { sockets } })
      })
    }
  }

  test(`${driver} tells what it uses`, async () => {
    await using peer = await start(driver, "pull", { bind: wildcard(driver) })
    const version = driver === "libzmq" ? "" : `${driver} \\d+\\.\\d+\\.\\d+, `
    assert.match(peer.ready.version, new RegExp(`^${version}(libzmq|ws) \\d+\\.\\d+\\.\\d+`))
    const { cpu, rss, peakRss } = await peer.usage()
    const [leastCpu, leastRss] = driver === "libzmq" ? [0, 100_000] : [1000, 10e6]
    assert.ok(cpu > leastCpu && cpu < 60e6)
    assert.ok(rss > leastRss && peakRss >= rss / 2 && peakRss < 10e9)
    await peer.exit()
  })

  if (driver === "jszmq") continue

  for (const style of used("batch", "transfer", "sync")) {
    test(`${driver}, ${style}: a router sends back what many dealers keep under way`, async () => {
      await together(driver, ["router", "dealer"], { common: { style }, client: { sockets: 50, window: 120 } })
    })
  }

  test(`${driver}: a dealer alone has the whole window under way`, async () => {
    await together(driver, ["router", "dealer"])
  })

  test(`${driver}: with CURVE, the side that binds is the server`, async () => {
    const [server, client] = [curveKeyPair(), curveKeyPair()]
    const serverKeys = { serverPublicKey: server.publicKey, serverSecretKey: server.secretKey }
    const clientKeys = { clientPublicKey: client.publicKey, clientSecretKey: client.secretKey }
    const common = { security: "curve", ...serverKeys, ...clientKeys } as const
    await together(driver, ["pull", "push"], { common })
    await together(driver, ["publish", "subscribe"], { common })
  })

  test(`${driver}: push and pull over ipc`, async () => {
    await together(driver, ["pull", "push"], { server: { bind: freshAddress("ipc") } })
  })

  for (const role of ["threads", "thread"] as const) {
    const ways = used(...(role === "thread" ? (["sync"] as const) : [])).map((style) => ({ style }))
    for (const work of [...ways, { size: 65536, parts: 2 }]) {
      test(`${driver}: both sides in one process (${role}), ${JSON.stringify(work)}`, async () => {
        await using peer = await start(driver, role, work)
        for (const count of [1, 700, 1200]) assertDone(await peer.run(count), count)
        await peer.exit()
      })
    }
  }

  test(`${driver}: idle sockets are ready when they are connected`, async () => {
    await using peer = await start(driver, "idle", { size: 0, sockets: 1100 })
    assert.ok((await peer.usage()).cpu)
    await peer.exit()
  })
}
