// A message of very many parts leaves nothing behind that only it needed: many-parts.js <what>

import assert from "node:assert/strict"
import { setImmediate } from "node:timers/promises"
import { Proxy, Pull, Push } from "#lib/index"
import { freshAddress } from "../../support/endpoints"
import { memoryOutsideHeap } from "../../support/memory"
import { runNamedProgram } from "../../support/programs"
import { timeLimit, until } from "../../support/waiting"

const mebibyte = 1 << 20
/** Each of four kept 64 MiB. libzmq's own threads free theirs in the background. */
const bound = 150
const message: string[] = Array(mebibyte).fill("x")

async function collected(): Promise<NodeJS.MemoryUsage> {
  for (let round = 0; round < 3; round++) {
    await setImmediate()
    gc!()
  }
  return process.memoryUsage()
}

async function pass(push: Push, pull: Pull): Promise<void> {
  await push.send(message)
  assert.equal((await pull.receive(timeLimit)).length, message.length)
}

/** Joined pairs: the message passes each once. */
async function pairs(count: number): Promise<(Push | Pull)[]> {
  const sockets: (Push | Pull)[] = []
  for (let index = 0; index < count; index++) {
    const push = new Push({ linger: 0 })
    const pull = new Pull()
    const address = freshAddress("inproc")
    await pull.bind(address)
    push.connect(address)
    await pass(push, pull)
    sockets.push(push, pull)
  }
  return sockets
}

async function proxied(count: number): Promise<Proxy[]> {
  const proxies: Proxy[] = []
  for (let index = 0; index < count; index++) {
    using push = new Push()
    using pull = new Pull()
    const proxy = new Proxy(new Pull(), new Push())
    const addresses = [freshAddress("inproc"), freshAddress("inproc")] as const
    await proxy.frontEnd.bind(addresses[0])
    await proxy.backEnd.bind(addresses[1])
    push.connect(addresses[0])
    pull.connect(addresses[1])
    void proxy.run()
    await pass(push, pull)
    proxies.push(proxy)
  }
  return proxies
}

const programs: Record<string, () => Promise<void>> = {
  async "arrayBuffers of a socket"() {
    const before = (await collected()).arrayBuffers
    const sockets = await pairs(1)
    const grown = (await collected()).arrayBuffers - before
    for (const socket of sockets) socket.close()
    assert.ok(grown < mebibyte, `${grown} bytes are kept`)
  },

  async "memory of the addon"() {
    for (const socket of await pairs(1)) socket.close()
    await collected()
    const before = memoryOutsideHeap()
    const sockets = await pairs(4)
    await collected()
    await until(() => memoryOutsideHeap() - before < bound)
    for (const socket of sockets) socket.close()
  },

  async "memory of a proxy"() {
    for (const proxy of await proxied(1)) proxy.terminate()
    await collected()
    const before = memoryOutsideHeap()
    const proxies = await proxied(4)
    await collected()
    await until(() => memoryOutsideHeap() - before < bound)
    for (const proxy of proxies) proxy.terminate()
  },
}

export const names = Object.keys(programs)

runNamedProgram(module, programs)
