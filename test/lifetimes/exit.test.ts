// What becomes of messages that libzmq took, but that have not left when the process's JavaScript ends.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Pull } from "#lib/index"
import { folderForTests } from "../support/folder-for-tests.js"
import { announcement, type Outcome, onReactor, type Reactor, ReactorChild, reactors } from "./child.js"
import { count, type Sending } from "./sender.js"

const folder = folderForTests()
let endpoints = 0
const newEndpoint = () => folder.ipc(`late-${endpoints++}`)

function startSender(end: string, endpoint: string, sending: Sending, reactor?: Reactor): ReactorChild {
  return new ReactorChild("sender", [end, endpoint, JSON.stringify(sending)], reactor)
}

/** How a sender ends whose messages nobody receives. */
async function outcomeWithoutPeer(end: string, sending: Sending): Promise<Outcome> {
  await using child = startSender(end, newEndpoint(), sending)
  return await child.outcome()
}

/** Binds, and receives all that was sent. */
async function receiveAll(endpoint: string): Promise<void> {
  using pull = new Pull()
  pull.bindSync(endpoint)
  for (let number = 0; number < count; number++) assert.equal(String(await pull.receive()), `${number}`)
}

/** How long the process lived on after its last JavaScript, in ms. */
function waited({ stdout, at }: Outcome): number {
  const [, exit] = /^exit at (\d+)$/.exec(stdout.join())!
  return at - Number(exit)
}

const codes = { natural: 0, exit: 7, error: 1, worker: 0, terminate: 0 }

describe("A peer that comes after the end of the sender's JavaScript gets the messages", { concurrency: 2 }, () => {
  for (const reactor of reactors) {
    for (const [end, expected] of Object.entries(codes)) {
      test(`${end}, with the ${reactor} reactor`, onReactor(reactor), async () => {
        const endpoint = newEndpoint()
        await using child = startSender(end, endpoint, {}, reactor)
        await child.printed(/^exit at/)
        await receiveAll(endpoint)
        const { code, signal } = await child.outcome()
        assert.deepEqual({ code, signal }, { code: expected, signal: null })
      })
    }
  }

  test("a peer that comes after the announcement gets them, too", async () => {
    const endpoint = newEndpoint()
    await using child = startSender("natural", endpoint, {})
    await child.stderrMatches(announcement)
    await receiveAll(endpoint)
    const { code, signal, announced } = await child.outcome()
    assert.deepEqual({ code, signal }, { code: 0, signal: null })
    assert.match(announced!, /; waiting for them at most 10000 ms\. /)
  })

  test("a peer that comes after the announcement gets them, with exitLinger -1", async () => {
    const endpoint = newEndpoint()
    await using child = startSender("exit", endpoint, { exitLinger: -1 })
    await child.stderrMatches(announcement)
    await receiveAll(endpoint)
    const { code, signal, announced } = await child.outcome()
    assert.deepEqual({ code, signal }, { code: 7, signal: null })
    assert.match(announced!, /; waiting for them for as long as it takes\. /)
  })
})

interface Case extends Sending {
  title: string
  end: keyof typeof codes
  /** The least that the process must wait, in ms. */
  least: number
  /** The limit that it announces, where that is not `least`; undefined for none. */
  announces?: RegExp | undefined
}

const cases: Case[] = [
  { title: "exitLinger 0", end: "natural", exitLinger: 0, least: 0 },
  { title: "exitLinger 0, process.exit()", end: "exit", exitLinger: 0, least: 0 },
  { title: "exitLinger 200", end: "natural", exitLinger: 200, least: 200 },
  { title: "exitLinger 200, an uncaught error", end: "error", exitLinger: 200, least: 200 },
  { title: "exitLinger 200, a worker's socket", end: "worker", exitLinger: 200, least: 200 },
  { title: "exitLinger 2000", end: "natural", exitLinger: 2000, least: 2000 },
  { title: "the default exitLinger", end: "exit", least: 10_000 },
  { title: "linger 0 although exitLinger is -1", end: "natural", exitLinger: -1, linger: 0, least: 0 },
  { title: "linger 200 although exitLinger is -1", end: "exit", exitLinger: -1, linger: 200, least: 200 },
  { title: "exitLinger 200 although linger is 60000", end: "natural", exitLinger: 200, linger: 60_000, least: 200 },
  { title: "a context with blocky false", end: "natural", blocky: false, exitLinger: -1, least: 0 },
  { title: "a context of one's own", end: "natural", blocky: true, exitLinger: 200, least: 200 },
  { title: "linger 1000", end: "natural", linger: 1000, least: 1000, announces: /^1000$/ },
  { title: "linger 2000, process.exit()", end: "exit", linger: 2000, least: 2000 },
  {
    title: "linger 2000, exitLinger 1500",
    end: "exit",
    linger: 2000,
    exitLinger: 1500,
    least: 1500,
    announces: /^1500$/,
  },
  { title: "linger 1500, an uncaught error", end: "error", linger: 1500, least: 1500, announces: /^1500$/ },
  { title: "linger 2000, a proxy's socket, process.exit()", end: "exit", linger: 2000, proxied: true, least: 2000 },
  { title: "linger 2000, a proxy's socket", end: "natural", linger: 2000, proxied: true, least: 2000 },
  // They were closed some moments before the end began.
  {
    title: "linger 3000, closed",
    end: "exit",
    linger: 3000,
    closed: true,
    least: 2500,
    announces: /^2[5-9]\d\d|3000$/,
  },
  { title: "linger 3000, a worker's", end: "worker", linger: 3000, least: 2000, announces: /^2\d\d\d|3000$/ },
  { title: "linger 3000, terminated", end: "terminate", linger: 3000, least: 2000, announces: /^2\d\d\d|3000$/ },
  { title: "linger 900", end: "natural", linger: 900, least: 900, announces: undefined },
  { title: "linger 1000, a worker's", end: "worker", linger: 1000, least: 300, announces: undefined },
  { title: "linger 1000, a worker's own context", end: "worker", blocky: true, linger: 1000, least: 300 },
  { title: "process.exit() while term() waits", end: "exit", terminating: true, exitLinger: 200, least: 200 },
]

describe("Without a peer the process ends after at most", { concurrency: 4 }, () => {
  for (const { title, end, least, announces, ...sending } of cases) {
    test(title, async () => {
      const ending = await outcomeWithoutPeer(end, sending)
      assert.deepEqual({ code: ending.code, signal: ending.signal }, { code: codes[end], signal: null }, ending.stderr)
      assert.match(ending.stderr, end === "error" ? /Error: thrown on purpose\n/ : /^$/)
      const limit = /; waiting for them at most (\d+) ms\. /.exec(ending.announced ?? "")?.[1]
      if (announces !== undefined || least >= 2000) {
        assert.match(`${limit}`, announces ?? new RegExp(`^${least}$`), ending.announced)
      } else if (sending.exitLinger !== -1) {
        assert.equal(ending.announced, undefined)
      }
      // The clock is read in two processes; what matters is that nobody waited for another limit, the next being 10 s.
      const time = waited(ending)
      assert.ok(time >= least - 5 && time < least + 5000, `it waited ${time} ms`)
    })
  }

  test("the limit of the context that needs it, not of another that has ended", async () => {
    // The shortest of several, since a busy machine can only lengthen the wait.
    const times: number[] = []
    for (let round = 0; round < 3; round++) {
      times.push(waited(await outcomeWithoutPeer("natural", { blocky: true, exitLinger: 0 })))
    }
    assert.ok(Math.min(...times) < 400, `it waited ${times} ms`)
  })
})
