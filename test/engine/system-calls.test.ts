import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { before, describe, test } from "node:test"
import { Child } from "../support/child"
import { patched } from "../support/patched"
import { TemporaryFolder } from "../support/temporary-folder"

const roundTrips = 1000

// Which of two calls a processor has depends on its kind.
const kinds = {
  "process id": ["getpid"],
  poll: ["poll", "ppoll"],
  wait: ["epoll_wait", "epoll_pwait"],
  change: ["epoll_ctl"],
  read: ["read"],
  write: ["write"],
  send: ["sendto"],
  receive: ["recvfrom"],
}

type Kind = keyof typeof kinds
type Counts = Record<Kind, number>

const traced = Object.values(kinds)
  .flat()
  .map((name) => `?${name}`)
  .join(",")

const untraceable = spawnSync("strace", ["-f", "-c", "-o", "/dev/null", "true"]).status !== 0
const skip = (untraceable && "strace is missing, or may not trace") || patched.skip

/** The system calls of all threads of a process that does something so many times, in that way. */
async function countCalls(program: string, way: string, times: number): Promise<Counts> {
  using folder = new TemporaryFolder()
  const summary = folder.file("summary")
  const options = ["-f", "-c", "-o", summary, "-e", `trace=${traced}`]
  await using child = new Child("strace", [...options, process.execPath, join(__dirname, program), way, String(times)])
  assert.deepEqual(await child.exited(), ["checked"])
  const calls = new Map<string, number>()
  for (const line of readFileSync(summary, "utf8").split("\n")) {
    // % time, seconds, µs a call, calls, errors if there were any, name
    const [, , , count, ...rest] = line.trim().split(/\s+/)
    calls.set(rest.at(-1) ?? "", Number(count))
  }
  const sum = (list: readonly string[]) => list.reduce((total, name) => total + (calls.get(name) ?? 0), 0)
  return Object.fromEntries(Object.entries(kinds).map(([kind, list]) => [kind, sum(list)])) as Counts
}

/** Those of a round trip alone: without those of Node's start and end, and of the connection. */
async function countOfRoundTrip(way: string): Promise<Counts> {
  const count = (trips: number) => countCalls("round-trips.js", way, trips)
  const [all, fixed] = await Promise.all([count(roundTrips), count(0)])
  const names = Object.keys(kinds) as Kind[]
  return Object.fromEntries(names.map((kind) => [kind, (all[kind] - fixed[kind]) / roundTrips])) as Counts
}

// Four commands wake a thread in each round trip: on both sides, one that the I/O thread shall send, and one that the
// socket shall receive. Half a call more is for what happens now and then.
for (const way of ["blocking", "awaited"]) {
  describe(`system calls of a round trip of ${way} calls, both sides`, { skip }, () => {
    let calls: Counts
    before(async () => {
      calls = await countOfRoundTrip(way)
    })

    const atMost = (kind: Kind, most: number) => {
      assert.ok(calls[kind] < most + 0.5, `${kind}: ${calls[kind]}, all: ${JSON.stringify(calls)}`)
    }

    test("the process id is asked for once", () => atMost("process id", 0))

    test("a connection does not poll for output when all is written", () => atMost("change", 0))

    test("a mailbox is polled only to wait for it", () => atMost("poll", way === "blocking" ? 2 : 0))

    test("the signal of a mailbox is read only if there is a command", () => atMost("read", 4))

    test("a message is written once and read once", () => {
      atMost("send", 2)
      atMost("receive", 2)
    })

    test("a thread is woken once for a command, and an I/O thread once for what arrives", () => {
      atMost("write", 4)
      // Node waits twice for each of its two commands: the first time without sleeping, for its statistics of idleness.
      atMost("wait", way === "blocking" ? 4 : 8)
    })
  })
}

// 4 KiB each: two fill a batch of the default size, 15 a large one.
describe("system calls of 3000 messages of 4 KiB that wait to be sent", { skip }, () => {
  test("large batches take a quarter of them, or less", async () => {
    const { send, receive } = await countCalls("stream.js", "as it is", 3000)
    assert.ok(send < 375 && receive < 375, `send: ${send}, receive: ${receive}`)
  })

  for (const [way, reason] of Object.entries({
    "batch sizes": "sizes that were set stay as they are",
    "high-water marks": "a batch leaves room in a queue",
  })) {
    test(reason, async () => {
      const { send, receive } = await countCalls("stream.js", way, 3000)
      assert.ok(send >= 1500 && receive >= 1500, `send: ${send}, receive: ${receive}`)
    })
  }
})
