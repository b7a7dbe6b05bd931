import assert from "node:assert/strict"
import { test } from "node:test"
import { curveKeyPair } from "zeromq"
import type { Style } from "../../bench/protocol"
import { freshAddress } from "../support/endpoints"
import { alone, drivers, start, styles, together, wildcard } from "./peers"

for (const driver of drivers) {
  const shapes = [
    [16, 1],
    [16, 3],
    ...(driver === "libzmq"
      ? ([
          [0, 1],
          [1, 2],
          [100_000, 1],
          [4096, 5],
        ] as const)
      : []),
  ] as const
  const used: Style[] = styles[driver]
  for (const style of used) {
    for (const [size, parts] of shapes) {
      test(`${driver}, ${style}: what push sends, pull receives, in messages of ${parts} of ${size} bytes`, async () => {
        await together(driver, ["pull", "push"], { common: { style, size, parts } })
      })
    }
  }

  for (const style of used.filter((style) => style !== "batch" && style !== "transfer")) {
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

  for (const style of used.filter((style) => style !== "transfer" && style !== "sync")) {
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
}

for (const driver of ["zmq-napi", "zeromq", "libzmq"] as const) {
  const used: Style[] = styles[driver]
  for (const style of used.filter((style) => style === "each" || style === "iterate")) {
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
    for (const style of used.filter((style) => role === "threads" || style !== "sync")) {
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
