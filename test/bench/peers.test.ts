import assert from "node:assert/strict"
import { test } from "node:test"
import { curveKeyPair } from "zeromq"
import type { Done, PeerSpec, Role, Style } from "../../bench/protocol"
import { freshAddress } from "../support/endpoints"
import { type DriverName, PeerProcess, wildcard } from "./peers-process"

type Work = Omit<PeerSpec, "role" | "style">

const styles: Record<DriverName, Style[]> = {
  "zmq-napi": ["each", "iterate", "batch", "transfer", "sync"],
  zeromq: ["each", "iterate"],
  jszmq: ["each"],
}
const drivers = Object.keys(styles) as DriverName[]
const counts = [1, 700, 1200]

/** Has a server and its client do their parts, a run after the other: what each run came to for both. */
async function perform(
  driver: DriverName,
  style: Style,
  [server, client]: readonly [Role, Role],
  { server: serverWork, client: clientWork }: { server: Partial<Work>; client: Partial<Work> },
): Promise<[Done, Done][]> {
  const bind = wildcard(driver)
  const binding = await PeerProcess.start(driver, { role: server, style, bind, size: 16, ...serverWork })
  await using binds = binding.peer
  const connecting = await PeerProcess.start(driver, { role: client, style, size: 16, ...clientWork })
  await using connects = connecting.peer
  assert.deepEqual(await connects.call(`connect ${binding.ready.address}`), { connected: true })

  const results: [Done, Done][] = []
  for (const count of counts) {
    if (server === "publish") {
      const joined = await Promise.all([binds.call("probe"), connects.call("probe")])
      assert.deepEqual(joined, [{ probed: true }, { probed: true }])
    }
    const done = await Promise.all([binds.call(`run ${count}`), connects.call(`run ${count}`)])
    for (const { error } of done) assert.equal(error, undefined)
    results.push(done as [Done, Done])
  }
  assert.deepEqual(await Promise.all([binds.exit(), connects.exit()]), [0, 0])
  return results
}

function assertDone({ done, messages, seconds }: Done, count: number): void {
  assert.deepEqual([done, messages], [true, count])
  if (messages > 1) assert.ok(seconds > 0 && seconds < 10, `${seconds} s`)
}

async function assertPerformed(...parameters: Parameters<typeof perform>): Promise<[Done, Done][]> {
  const results = await perform(...parameters)
  results.forEach(([first, second], index) => {
    assertDone(first, counts[index])
    assertDone(second, counts[index])
  })
  return results
}

for (const driver of drivers) {
  for (const style of styles[driver]) {
    for (const parts of [undefined, 3]) {
      test(`${driver}, ${style}: what push sends, pull receives, in messages of ${parts ?? 1} parts`, async () => {
        const work = { parts }
        await assertPerformed(driver, style, ["pull", "push"], { server: work, client: work })
      })
    }
  }

  for (const style of styles[driver].filter((style) => style !== "batch" && style !== "transfer")) {
    test(`${driver}, ${style}: round trips between request and reply, each timed`, async () => {
      const results = await assertPerformed(driver, style, ["reply", "request"], { server: {}, client: {} })
      for (const [, { latency, seconds, messages }] of results) {
        const { min, p50, p99, p999, max } = latency!
        assert.ok(0 < min && min <= p50 && p50 <= p99 && p99 <= p999 && p999 <= max)
        // All but the first are within what is reported as the time of all.
        assert.ok(((messages - 1) / 2) * p50 <= seconds * 1e6 + max)
      }
    })
  }

  for (const style of styles[driver].filter((style) => style !== "transfer" && style !== "sync")) {
    test(`${driver}, ${style}: every subscriber receives what publish sends`, async () => {
      const results = await perform(driver, style, ["publish", "subscribe"], { server: {}, client: { sockets: 3 } })
      results.forEach(([published, received], index) => {
        assertDone(published, counts[index])
        assertDone(received, 3 * counts[index])
      })
    })
  }

  test(`${driver} tells what it uses`, async () => {
    const { peer, ready } = await PeerProcess.start(driver, {
      role: "pull",
      style: "each",
      size: 1,
      bind: wildcard(driver),
    })
    await using _peer = peer
    assert.match(ready.version, new RegExp(`^${driver} \\d+\\.\\d+\\.\\d+, (libzmq|ws) \\d+\\.\\d+\\.\\d+$`))
    const { cpu, rss, peakRss } = await peer.call("usage")
    assert.ok(cpu! > 1000 && cpu! < 60e6)
    assert.ok(rss! > 10e6 && peakRss! >= rss! / 2 && peakRss! < 10e9)
    assert.equal(await peer.exit(), 0)
  })
}

for (const driver of ["zmq-napi", "zeromq"] as const) {
  for (const style of ["each", "iterate"] as const) {
    test(`${driver}, ${style}: a router sends back what many dealers keep under way`, async () => {
      const client = { sockets: 50, window: 120 }
      await assertPerformed(driver, style, ["router", "dealer"], { server: {}, client })
    })
  }

  test(`${driver}: a dealer alone has the whole window under way`, async () => {
    await assertPerformed(driver, "each", ["router", "dealer"], { server: {}, client: {} })
  })

  test(`${driver}: with CURVE, the side that binds is the server`, async () => {
    const [server, client] = [curveKeyPair(), curveKeyPair()]
    const work: Partial<Work> = {
      security: "curve",
      serverPublicKey: server.publicKey,
      serverSecretKey: server.secretKey,
      clientPublicKey: client.publicKey,
      clientSecretKey: client.secretKey,
    }
    await assertPerformed(driver, "each", ["pull", "push"], { server: work, client: work })
    await assertPerformed(driver, "each", ["publish", "subscribe"], { server: work, client: work })
  })

  test(`${driver}: push and pull over ipc`, async () => {
    await assertPerformed(driver, "each", ["pull", "push"], { server: { bind: freshAddress("ipc") }, client: {} })
  })

  for (const style of styles[driver]) {
    for (const role of style === "sync" ? (["threads"] as const) : (["threads", "thread"] as const)) {
      test(`${driver}, ${style}: both sides in one process (${role})`, async () => {
        await using peer = (await PeerProcess.start(driver, { role, style, size: 16 })).peer
        for (const count of counts) assertDone((await peer.call(`run ${count}`)) as Done, count)
        assert.equal(await peer.exit(), 0)
      })
    }
  }

  for (const role of ["threads", "thread"] as const) {
    test(`${driver}: messages that share their memory between both sides in one process (${role})`, async () => {
      await using peer = (await PeerProcess.start(driver, { role, style: "each", size: 65536, parts: 2 })).peer
      for (const count of counts) assertDone((await peer.call(`run ${count}`)) as Done, count)
      assert.equal(await peer.exit(), 0)
    })
  }

  test(`${driver}: idle sockets are ready when they are connected`, async () => {
    await using peer = (await PeerProcess.start(driver, { role: "idle", style: "each", size: 0, sockets: 1100 })).peer
    assert.ok((await peer.call("usage")).cpu)
    assert.equal(await peer.exit(), 0)
  })
}
