import assert from "node:assert/strict"
import { test } from "node:test"
import { curveKeyPair } from "zeromq"
import { freshAddress } from "../support/endpoints"
import { alone, drivers, start, styles, together, wildcard } from "./peers"

for (const driver of drivers) {
  for (const style of styles[driver]) {
    for (const parts of [1, 3]) {
      test(`${driver}, ${style}: what push sends, pull receives, in messages of ${parts} parts`, async () => {
        await together(driver, ["pull", "push"], { common: { style, parts } })
      })
    }
  }

  for (const style of styles[driver].filter((style) => style !== "batch" && style !== "transfer")) {
    test(`${driver}, ${style}: round trips between request and reply, each timed`, async () => {
      const results = await together(driver, ["reply", "request"], { common: { style } })
      for (const { client } of results) {
        const { min, p50, p99, p999, max } = client.latency!
        assert.ok(0 < min && min <= p50 && p50 <= p99 && p99 <= p999 && p999 <= max)
        // All but the first are within what is reported as the time of all.
        assert.ok(((client.messages - 1) / 2) * p50 <= client.seconds * 1e6 + max)
      }
    })
  }

  for (const style of styles[driver].filter((style) => style !== "transfer" && style !== "sync")) {
    test(`${driver}, ${style}: every subscriber receives what publish sends`, async () => {
      await together(driver, ["publish", "subscribe"], { common: { style }, client: { sockets: 3 } })
    })
  }

  test(`${driver} tells what it uses`, async () => {
    await using peer = await start(driver, "pull", { bind: wildcard(driver) })
    assert.match(peer.ready.version, new RegExp(`^${driver} \\d+\\.\\d+\\.\\d+, (libzmq|ws) \\d+\\.\\d+\\.\\d+$`))
    const { cpu, rss, peakRss } = await peer.usage()
    assert.ok(cpu > 1000 && cpu < 60e6)
    assert.ok(rss > 10e6 && peakRss >= rss / 2 && peakRss < 10e9)
    await peer.exit()
  })
}

for (const driver of ["zmq-napi", "zeromq"] as const) {
  for (const style of ["each", "iterate"] as const) {
    test(`${driver}, ${style}: a router sends back what many dealers keep under way`, async () => {
      await together(driver, ["router", "dealer"], { common: { style }, client: { sockets: 50, window: 120 } })
    })
  }

  test(`${driver}: a dealer alone has the whole window under way`, async () => {
    await together(driver, ["router", "dealer"])
  })

  test(`${driver}: with CURVE, the side that binds is the server`, async () => {
    const [server, client] = [curveKeyPair(), curveKeyPair()]
    const common = {
      security: "curve",
      serverPublicKey: server.publicKey,
      serverSecretKey: server.secretKey,
      clientPublicKey: client.publicKey,
      clientSecretKey: client.secretKey,
    } as const
    await together(driver, ["pull", "push"], { common })
    await together(driver, ["publish", "subscribe"], { common })
  })

  test(`${driver}: push and pull over ipc`, async () => {
    await together(driver, ["pull", "push"], { server: { bind: freshAddress("ipc") } })
  })

  for (const role of ["threads", "thread"] as const) {
    for (const style of styles[driver].filter((style) => role === "threads" || style !== "sync")) {
      test(`${driver}, ${style}: both sides in one process (${role})`, () => alone(driver, role, { style }))
    }
    test(`${driver}: messages that share their memory between both sides in one process (${role})`, async () => {
      await alone(driver, role, { size: 65536, parts: 2 })
    })
  }

  test(`${driver}: idle sockets are ready when they are connected`, async () => {
    await using peer = await start(driver, "idle", { size: 0, sockets: 1100 })
    assert.ok((await peer.usage()).cpu)
    await peer.exit()
  })
}
