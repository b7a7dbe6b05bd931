// Processes that run out of something:
// node resources.js server <transport>             serves until SIGTERM, and says what it could not accept
// node resources.js clients <endpoint> <count>     so many clients at once, of which each leaves when it has its answer
// node --expose-gc resources.js <sends|receives>   a process whose memory ends

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { Context, Dealer, Pull, Push, Router } from "#lib/index"
import { bindFresh, type Transport } from "../../support/endpoints"
import { eventOf } from "../../support/events"
import { timeLimit } from "../../support/waiting"
import { RawPeer } from "../../support/zmtp"

async function server(transport: string): Promise<void> {
  using router = new Router({ mandatory: true })
  const failures = router.observe({ events: ["accept:error"] })
  const endpoint = await bindFresh(router, transport as Transport)
  process.once("SIGTERM", () => router.close())
  console.log(`at ${endpoint}`)
  void eventOf(failures, "accept:error").then(
    ({ error }) => console.log(`refused ${error.code}`),
    () => {},
  )
  try {
    for await (const parts of router) await router.send(parts).catch(ignoreGone)
  } catch (error) {
    if (!router.closed) throw error
  }
}

function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== "EHOSTUNREACH") throw error
}

async function clients(endpoint: string, count: string): Promise<void> {
  const number = Number(count)
  // All stay until this many have been answered, which needs more descriptors than the server has.
  const stay = 60
  let answered = 0
  let enough: () => void = () => {}
  const untilEnough = new Promise<void>((resolve) => {
    enough = resolve
  })
  await Promise.all(
    Array.from({ length: number }, async (_, index) => {
      using dealer = new Dealer({ linger: 0, reconnectInterval: 50 })
      dealer.connect(endpoint)
      for (let round = 0; round < 3; round++) {
        await dealer.send(`${index}, ${round}`)
        assert.equal(String((await dealer.receive({ timeout: 50_000 }))[0]), `${index}, ${round}`)
      }
      answered += 1
      if (answered === stay) enough()
      await untilEnough
    }),
  )
  console.log(`all ${number} were answered`)
}

/** Lets the address space grow by so many MiB and no more; without a number, without a limit. */
function limitMemory(mebibytes?: number): void {
  const [, kibibytes] = /^VmSize:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "latin1"))!
  const bytes = mebibytes === undefined ? "unlimited" : Number(kibibytes) * 1024 + mebibytes * 2 ** 20
  // Only the soft limit, so that it can be raised again.
  execFileSync("prlimit", ["--pid", String(process.pid), `--as=${bytes}:unlimited`])
}

async function exchange(push: Push, pull: Pull): Promise<void> {
  for (let number = 0; number < 100; number++) {
    await push.send(`${number}`, timeLimit)
    assert.equal(String((await pull.receive(timeLimit))[0]), `${number}`)
  }
}

/** A send for which libzmq gets no memory is rejected; nothing of it is sent. */
async function sends(): Promise<void> {
  using pull = new Pull()
  using push = new Push({ linger: 0 })
  push.connect(await bindFresh(pull))
  await exchange(push, pull)
  const large = Buffer.alloc(200 * 2 ** 20)
  limitMemory(100)
  await assert.rejects(async () => push.send(["small", large]), { code: "ENOMEM" })
  assert.throws(() => push.sendSync(large), { code: "ENOMEM" })
  await exchange(push, pull)
  limitMemory()
  await push.send(large)
  assert.equal((await pull.receive(timeLimit))[0]!.length, large.length)
  await exchange(push, pull)
}

/** A peer whose message does not fit into memory is disconnected; others are not. */
async function receives(): Promise<void> {
  await using context = new Context()
  using pull = new Pull({ context })
  using push = new Push({ context, linger: 0 })
  const endpoint = await bindFresh(pull)
  push.connect(endpoint)
  await exchange(push, pull)
  using stranger = await RawPeer.connect(endpoint)
  await stranger.greet("PUSH")
  const events = pull.observe({ events: ["disconnect"] })
  limitMemory(100)
  const header = Buffer.alloc(9)
  header[0] = 2
  header.writeBigUInt64BE(2n ** 32n, 1)
  stranger.socket.write(header)
  await events.receive(timeLimit)
  await exchange(push, pull)
  limitMemory()
}

const [what = "", ...parameters] = process.argv.slice(2)
const programs: Record<string, (...parameters: string[]) => Promise<void>> = {
  server,
  clients,
  sends: async () => {
    await sends()
    console.log("goes on")
  },
  receives: async () => {
    await receives()
    console.log("goes on")
  },
}
void programs[what]!(...parameters)
