// Memory that is no longer needed is given back, without a call of the collector: bounded.js <what>

import assert from "node:assert/strict"
import { setImmediate } from "node:timers/promises"
import { allocUnsafe, type Pull, Push } from "#lib/index"
import { freshAddress } from "../../support/endpoints"
import { Pipeline } from "../../support/pipeline"
import { runNamedProgram } from "../../support/programs"
import { timeLimit, until } from "../../support/waiting"

const mebibyte = 1 << 20

/** Does the round `count` times; fails when the process grows by more than `bound` MiB over what it had after a tenth. */
async function bounded(count: number, bound: number, round: (index: number) => Promise<unknown>): Promise<void> {
  let before = 0
  let most = 0
  for (let index = 0; index < count; index++) {
    await round(index)
    const { rss } = process.memoryUsage()
    if (index <= count / 10) before = Math.max(before, rss)
    most = Math.max(most, rss)
  }
  const grown = (most - before) / mebibyte
  assert.ok(grown < bound, `${count} rounds grew the process by ${Math.round(grown)} MiB`)
}

/** Over tcp, so that each side has the memory for itself. */
function network(): { push: Push; pull: Pull } & Disposable {
  const pipeline = new Pipeline()
  pipeline.pull.bindSync("tcp://127.0.0.1:*")
  pipeline.push.connect(pipeline.pull.lastEndpoint!)
  return pipeline
}

const bytes = Buffer.alloc(mebibyte, 1)

const programs: Record<string, () => Promise<void>> = {
  async "receive, over the network"() {
    using pipeline = network()
    await bounded(3000, 300, async () => {
      await pipeline.push.send(bytes)
      await pipeline.pull.receive(timeLimit)
    })
  },

  async "receive, within the process"() {
    using pipeline = Pipeline.joined()
    await bounded(3000, 300, async () => {
      await pipeline.push.send(bytes)
      await pipeline.pull.receive(timeLimit)
    })
  },

  async receiveMany() {
    using pipeline = network()
    await bounded(500, 300, async () => {
      await pipeline.push.sendMany(Array<Buffer>(6).fill(bytes))
      for (let left = 6; left > 0; ) left -= (await pipeline.pull.receiveMany(timeLimit)).length
    })
  },

  async "transfer, memory of V8"() {
    using pipeline = network()
    await bounded(3000, 300, async () => {
      await pipeline.push.send(new Uint8Array(mebibyte).fill(1), { transfer: true })
      await pipeline.pull.receive(timeLimit)
    })
  },

  async "transfer, memory of allocUnsafe"() {
    using pipeline = network()
    await bounded(3000, 300, async () => {
      await pipeline.push.send(allocUnsafe(mebibyte).fill(1), { transfer: true })
      await pipeline.pull.receive(timeLimit)
    })
  },

  async "transfer, part of the memory"() {
    using pipeline = network()
    await bounded(3000, 300, async () => {
      await pipeline.push.send(allocUnsafe(mebibyte).fill(1).subarray(1), { transfer: true })
      await pipeline.pull.receive(timeLimit)
    })
  },

  async "allocUnsafe, never sent"() {
    await bounded(5000, 300, async (index) => {
      allocUnsafe(mebibyte).fill(1)
      if (index % 10 === 0) await setImmediate()
    })
  },

  async "transfers that are dropped"() {
    await bounded(300, 300, async () => {
      using push = new Push({ linger: 0 })
      const sends = Array.from({ length: 10 }, () => push.send(allocUnsafe(mebibyte).fill(1), { transfer: true }))
      push.close()
      await Promise.allSettled(sends)
    })
  },

  async "sockets that are forgotten"() {
    process.removeAllListeners("warning")
    process.on("warning", () => {})
    await bounded(1000, 300, async (index) => {
      const push = new Push({ linger: 0 })
      push.connect(freshAddress("ipc"))
      await push.send(allocUnsafe(mebibyte).fill(1), { transfer: true })
      // Nothing of the socket's size makes the collector look for it.
      if (index % 50 === 49) {
        globalThis.gc!()
        await setImmediate()
      }
    })
  },

  async "what is kept is counted"() {
    using pipeline = network()
    const external = () => {
      globalThis.gc!()
      return process.memoryUsage().external / mebibyte
    }
    const before = external()
    const kept: unknown[] = []
    for (let count = 0; count < 50; count++) {
      await pipeline.push.send(bytes)
      kept.push(await pipeline.pull.receive(timeLimit))
      kept.push(allocUnsafe(mebibyte))
    }
    const during = external()
    assert.ok(during - before > 99 && during - before < 120, `100 MiB are kept, and ${during - before} counted`)
    kept.length = 0
    // The collector goes on in the background.
    await until(() => external() - before < 10)
  },
}

runNamedProgram(module, programs)
export const names = Object.keys(programs)
