import assert from "node:assert/strict"
import { test } from "node:test"
import { choose } from "../../bench/command-line"
import { assertLatency, connected, drivers, start, wildcard } from "./peers"

// More than a high-water mark, a batch and a turn.
const settings = { count: 1200, duration: 0.1, full: false }

for (const { id, scenario, peers, contenders } of choose({ full: false })) {
  if (scenario === "startup") continue
  for (const { name, measure } of contenders) {
    test(`what one sends, the other receives: ${id}, ${name}`, async () => {
      const { messages = 0, rate = 0, latency } = (await measure(settings)).round
      assert.equal(messages, scenario === "fanout" ? 1200 * peers : 1200)
      if (latency === undefined) return
      assertLatency(latency)
      // All but the first are within what is reported as the time of all.
      assert.ok(((messages - 1) / 2) * latency.p50 <= ((messages - 1) / rate) * 1e6 + latency.max)
    })
  }
}

for (const driver of drivers.filter((one) => one !== "jszmq")) {
  test(`${driver}: round trips, and a stream beside them at its pace`, async () => {
    const roles = ["reply-beside-stream", "request-beside-stream"] as const
    await using pair = await connected(driver, roles, {}, { pace: 2000 })
    const [served, requested] = await Promise.all([pair.server.run(1000), pair.client.run(1000)])
    assert.deepEqual([served.messages, requested.messages], [1000, 1000])
    assertLatency(requested.latency!)
    assert.equal(requested.streamed, undefined)
    // On a busy machine it is less. It begins a little before the round trips.
    const most = 2000 * (requested.seconds + requested.latency!.max / 1e6) + 500
    assert.ok(served.streamed! > 0 && served.streamed! <= most, `${served.streamed} of ${most}`)
    await pair.client.exit()
    await pair.server.exit()
  })

  test(`${driver}: a message of the stream that is not as it should be is an error`, async () => {
    const roles = ["reply-beside-stream", "request-beside-stream"] as const
    await using pair = await connected(driver, roles, {}, { size: 17 })
    const told = /A message of the stream has 17 bytes|A part has 17 bytes, not 16/
    const requesting = pair.client.run(1_000_000).catch(() => {}) // until this pair is gone
    await assert.rejects(pair.server.run(1_000_000), told)
    await pair[Symbol.asyncDispose]()
    await requesting
  })
}

for (const driver of drivers) {
  test(`${driver} tells what it uses`, async () => {
    await using peer = await start(driver, "pull", { bind: wildcard(driver) })
    const native = driver === "libzmq" || driver === "stock-libzmq"
    const version = native ? "" : `${driver} \\d+\\.\\d+\\.\\d+, `
    assert.match(peer.ready.version, new RegExp(`^${version}(libzmq|ws) \\d+\\.\\d+\\.\\d+`))
    const { cpu, rss, peakRss } = await peer.usage()
    const [leastCpu, leastRss] = native ? [0, 100_000] : [1000, 10e6]
    assert.ok(cpu > leastCpu && cpu < 60e6)
    assert.ok(rss > leastRss && peakRss >= rss / 2 && peakRss < 10e9)
    await peer.exit()
  })
}
