import assert from "node:assert/strict"
import { test } from "node:test"
import { choose } from "../../bench/command-line"
import { assertLatency, drivers, start, wildcard } from "./peers"

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

for (const driver of drivers) {
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
