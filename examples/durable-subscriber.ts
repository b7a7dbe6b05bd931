// A subscriber that misses nothing while it is away. Routing ids do not make a queue that outlives a connection, so a
// journal keeps each entry until the subscriber has acknowledged it, and the subscriber says where it goes on. Here it is
// killed in the middle, entries are added meanwhile, and it is started again.
//
//   npm run example -- durable-subscriber
import { fork } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Dealer, type Message, Router } from "zmq-napi"

const total = 100
const killedAfter = 40
/** How many entries may be under way to a subscriber that has not acknowledged them. */
const window = 10

interface Entry {
  number: number
  text: string
}

/** A message of a subscriber: `after` when it comes, `acknowledged` from then on. */
interface Report {
  after?: number
  acknowledged?: number
}

async function journal(): Promise<void> {
  // Without `mandatory`, a send to a subscriber that is gone would drop the entry; with it, the send fails.
  using router = new Router({ mandatory: true })
  await router.bind("tcp://127.0.0.1:*")
  const endpoint = router.lastEndpoint!
  const folder = mkdtempSync(join(tmpdir(), "durable-subscriber-"))
  const position = join(folder, "position")

  // A service would keep them on disk.
  const entries: Entry[] = []
  const add = (count: number) => {
    for (; count > 0; count--) entries.push({ number: entries.length + 1, text: `entry ${entries.length + 1}` })
  }

  add(total / 2)
  fork(__filename, ["subscriber", endpoint, position, String(killedAfter)]).once("exit", () => {
    add(total / 2)
    console.log(`Journal: ${total / 2} entries added while the subscriber was away`)
    fork(__filename, ["subscriber", endpoint, position])
  })

  let sent = 0
  for (let acknowledged = 0; acknowledged < total; ) {
    const { envelope, value } = await router.receiveJson<Report>({ envelope: true })
    if (value.after !== undefined) sent = value.after
    acknowledged = value.acknowledged ?? sent
    for (const entry of entries.slice(sent, acknowledged + window)) {
      if (!(await deliver(envelope, entry))) break
      sent++
    }
  }
  console.log(`Journal: all ${total} entries are acknowledged`)
  rmSync(folder, { recursive: true })

  /** Whether the subscriber was there; when it comes back, it says how far it got. */
  async function deliver(subscriber: Message[], entry: Entry): Promise<boolean> {
    try {
      await router.sendJson(entry, { envelope: subscriber })
      return true
    } catch (error) {
      if ((error as { code?: string }).code === "EHOSTUNREACH") return false
      throw error
    }
  }
}

async function subscriber(endpoint: string, position: string, killAfter?: string): Promise<void> {
  // It would wait for ever for a journal that was killed.
  process.once("disconnect", () => process.exit())

  using dealer = new Dealer({ linger: 1000 })
  dealer.connect(endpoint)
  const first = existsSync(position) ? Number(readFileSync(position)) : 0
  await dealer.sendJson({ after: first })
  for (let number = first; number < total; ) {
    const entry = await dealer.receiveJson<Entry>()
    number = entry.number
    // Where it goes on is kept together with what came of the entry, so that none counts twice.
    writeFileSync(position, String(number))
    if (String(number) === killAfter) {
      console.log(`Subscriber: received ${first + 1} to ${number}, and is killed`)
      process.kill(process.pid, "SIGKILL")
    }
    await dealer.sendJson({ acknowledged: number })
  }
  console.log(`Subscriber: received ${first + 1} to ${total}`)
}

const [role, endpoint = "", position = "", killAfter] = process.argv.slice(2)
if (role === "subscriber") void subscriber(endpoint, position, killAfter).then(() => process.disconnect())
else void journal()
