// An address that this process gave up a moment ago can be bound again at once, every time.

import assert from "node:assert/strict"
import { once } from "node:events"
import { join } from "node:path"
import { after, describe, test } from "node:test"
import { setImmediate } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { binding } from "#lib/addon/binding"
import { Datagram, Server } from "#lib/draft"
import {
  Authenticator,
  Context,
  capability,
  device,
  Proxy,
  Publisher,
  Pull,
  Push,
  Router,
  type Socket,
} from "#lib/index"
import { udpEndpoint } from "../draft/udp"
import { Child, runProgram } from "../support/child"
import { bindFresh, freshPath, type Transport, transports } from "../support/endpoints"
import { patched } from "../support/patched"

const rounds = Array.from({ length: 100 }, (_, round) => round)
const companion = join(__dirname, "binding-again.js")
const inUse = { name: "ZmqError", code: "EADDRINUSE", syscall: "zmq_bind" }

/** An address of that kind which is free now, and so bound to nothing else of this process. */
async function freeEndpoint(kind: Transport | "abstract ipc"): Promise<string> {
  if (kind === "abstract ipc") return `ipc://@zmq-napi-${freshPath()}`
  using socket = new Pull()
  return await bindFresh(socket, kind)
}

/** The code of the error with which a bind rejects at once. */
async function refusal(socket: Socket, address: string): Promise<string> {
  let code = "none"
  socket.bind(address).catch((error) => {
    code = error.code
  })
  await setImmediate()
  return code
}

/** A type that several threads may use, where libzmq has one. */
const threadSafe = capability.draft ? Server : Router

const kinds = process.platform === "linux" ? [...transports, "abstract ipc" as const] : transports

for (const busy of [false, true]) {
  describe(busy ? "while another thread is busy" : "while nothing else happens", () => {
    const spinning = busy ? new Worker(companion, { argv: ["spin"] }) : undefined
    after(() => spinning?.terminate())

    for (const kind of kinds) {
      test(`unbind, then bind, ${kind}`, async () => {
        const address = await freeEndpoint(kind)
        for (const type of [Publisher, Router, threadSafe]) {
          using socket: Socket = new type()
          await socket.bind(address)
          for (const _ of rounds) {
            await socket.unbind(address)
            await socket.bind(address)
          }
          assert.deepEqual(socket.endpoints.bound, [address])
        }
      })

      test(`unbindSync, then bindSync, of this and of another socket, ${kind}`, async () => {
        const address = await freeEndpoint(kind)
        using first = new Pull()
        using second = new Router()
        first.bindSync(address)
        for (const _ of rounds) {
          first.unbindSync(address)
          second.bindSync(address)
          second.unbindSync(address)
          first.bindSync(address)
        }
      })

      test(`close, then bind of another socket, ${kind}`, async () => {
        const address = await freeEndpoint(kind)
        let last: Socket = new Pull()
        await last.bind(address)
        for (const round of rounds) {
          last.close()
          last = round % 2 === 0 ? new Publisher() : new threadSafe()
          if (round % 3 === 0) last.bindSync(address)
          else await last.bind(address)
        }
        last.close()
      })
    }
  })
}

for (const transport of ["tcp", "ws"] as const) {
  test(`what a wildcard became, after \`using\`, ${transport}`, async () => {
    let endpoint = `${transport}://127.0.0.1:*`
    for (const _ of rounds) {
      using socket = new Router()
      await socket.bind(endpoint)
      endpoint = socket.lastEndpoint as string
    }
    using every = new Router()
    await every.bind(endpoint.replace("127.0.0.1", "*"))
  })
}

test("an udp endpoint", patched, async () => {
  const address = udpEndpoint()
  using datagram = new Datagram()
  await datagram.bind(address)
  for (const _ of rounds) {
    assert.deepEqual(datagram.endpoints.bound, [address])
    await datagram.unbind(address)
    datagram.bindSync(address)
  }
})

test("what a wildcard of ipc became goes with its socket", { skip: !binding.vendored }, async () => {
  for (const _ of rounds) {
    using socket = new Pull()
    await socket.bind("ipc://*")
    const address = socket.lastEndpoint as string
    socket.close()
    using other = new Router()
    await assert.rejects(other.bind(address), { code: "ENOENT", address })
  }
})

test("the port that bindToRandomPort found, and again by its range", async () => {
  using socket = new Pull()
  const { address, port } = await socket.bindToRandomPort("tcp://127.0.0.1")
  const range = { min: port, max: port }
  for (const _ of rounds) {
    await socket.unbind(address)
    assert.deepEqual(await socket.bindToRandomPort("tcp://127.0.0.1", range), { address, port })
    socket.unbindSync(address)
    assert.deepEqual(socket.bindToRandomPortSync("tcp://127.0.0.1", range), { address, port })
  }
})

test("random ports of one socket that are bound at the same time are told apart", async () => {
  using socket = new Pull()
  const found = await Promise.all(rounds.slice(0, 10).map(() => socket.bindToRandomPort("tcp://127.0.0.1")))
  assert.deepEqual(found.map(({ address }) => address).sort(), socket.endpoints.bound.sort())
})

for (const [how, end] of [
  ["was told to end", (proxy: Proxy) => proxy.terminate()],
  ["lost a socket by close()", (proxy: Proxy) => proxy.frontEnd.close()],
  ["was disposed of", (proxy: Proxy) => proxy[Symbol.asyncDispose]()],
] as const) {
  test(`after a Proxy ${how}`, async () => {
    const [front, back] = [await freeEndpoint("tcp"), await freeEndpoint("ws")]
    for (const _ of rounds) {
      const proxy = new Proxy(new Pull(), new Push())
      await Promise.all([proxy.frontEnd.bind(front), proxy.backEnd.bind(back)])
      const run = proxy.run()
      await end(proxy)
      using again = new Router()
      await Promise.all([again.bind(front), again.bind(back)])
      await run
    }
  })
}

test("after a device was closed", async () => {
  const frontend = await freeEndpoint("tcp")
  for (const _ of rounds) {
    const queue = device("queue", { frontend, backend: "tcp://127.0.0.1:*" })
    queue.close()
  }
  using again = new Router()
  again.bindSync(frontend)
})

test("a socket that is observed", async () => {
  const address = await freeEndpoint("tcp")
  for (const _ of rounds) {
    using socket = new Router()
    const failures: unknown[] = []
    socket.events.on("bind:error", (event) => failures.push(event))
    await socket.bind(address)
    await socket.unbind(address)
    await socket.bind(address)
    assert.deepEqual(failures, [])
  }
})

test("the name of an Authenticator", () => {
  for (const _ of rounds) {
    using first = new Authenticator()
    first.start()
    first.stop()
    using second = new Authenticator()
    second.start()
  }
})

test("what a socket of another context, or of another thread, had", async () => {
  const address = await freeEndpoint("tcp")
  const worker = new Worker(companion, { argv: ["take turns", address] })
  await once(worker, "online")
  for (const _ of rounds) {
    worker.postMessage("bind")
    assert.deepEqual(await once(worker, "message"), ["bound"])
    worker.postMessage("close")
    assert.deepEqual(await once(worker, "message"), ["closed"])
    await using context = new Context()
    using socket = new Pull({ context })
    await socket.bind(address)
  }
  await worker.terminate()
})

test("what a thread had that was terminated", async () => {
  const address = await freeEndpoint("tcp")
  for (const _ of rounds.slice(0, 10)) {
    const worker = new Worker(companion, { argv: ["take turns", address] })
    worker.postMessage("bind")
    assert.deepEqual(await once(worker, "message"), ["bound"])
    await worker.terminate()
    using socket = new Pull()
    socket.bindSync(address)
  }
})

test("an address that somebody else has is refused at once, though its port was given up elsewhere", async () => {
  using taken = new Pull()
  const address = await bindFresh(taken)
  using neighbour = new Pull()
  if (process.platform === "linux") await neighbour.bind(address.replace("127.0.0.1", "127.0.0.2"))
  for (const _ of rounds) {
    if (process.platform === "linux") void neighbour.unbind(address.replace("127.0.0.1", "127.0.0.2"))
    using socket = new Router()
    assert.equal(await refusal(socket, address), "EADDRINUSE")
    assert.throws(() => socket.bindSync(address), inUse)
    if (process.platform === "linux") await neighbour.bind(address.replace("127.0.0.1", "127.0.0.2"))
  }
})

test("an address that another process took when it was free is refused at once", async () => {
  using socket = new Router()
  const address = await bindFresh(socket)
  await socket.unbind(address)
  await using child = Child.node([companion, "hold", address], { stdin: "pipe" })
  await child.printed(/./)
  assert.equal(await refusal(socket, address), "EADDRINUSE")
  child.endInput()
  await child.exited()
})

test("a process does not end before its address is free", async () => {
  assert.equal(await runProgram("engine/binding-again", ["unbind"]), "unbound\n")
})
