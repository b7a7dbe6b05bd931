import assert from "node:assert/strict"
import { Pull } from "#lib/index"
import type { Runtime } from "../support/runtimes.js"
import type { TemporaryFolder } from "../support/temporary-folder.js"
import { thorough } from "../support/thorough.js"
import { announcement, collectedWarning, type Outcome, type Reactor, ReactorChild, repeat, run } from "./child.js"
import type { State } from "./states.js"

const rounds = thorough ? 20 : 1

export interface Setting {
  /** Node with that reactor, or another runtime. */
  reactor: Reactor | Runtime
  /** For ipc endpoints that are these tests' alone. */
  folder: TemporaryFolder
}

function nameOf(reactor: Reactor | Runtime): string {
  return typeof reactor === "string" ? reactor : reactor.name
}

// Bun spells it small.
const thrown = /error: thrown on purpose\n/i

const ended = (code: number | null, signal: NodeJS.Signals | null = null) => ({ code, signal })
const endings = {
  natural: ended(0),
  exit: ended(7),
  error: ended(1),
  rejection: ended(1),
  signal: ended(null, "SIGTERM"),
}

/** Waits for the announcement that messages have not left, and receives them. */
async function receiveLate(child: ReactorChild, unusedEndpoint: string, count: number): Promise<void> {
  await child.stderrMatches(announcement)
  using late = new Pull()
  late.bindSync(unusedEndpoint)
  for (let received = 0; received < count; received++) assert.equal(String(await late.receive()), "taken")
}

/** Processes that end in that way, each with a socket in that state. */
export async function endProcesses(
  { reactor, folder }: Setting,
  state: State,
  end: keyof typeof endings,
): Promise<void> {
  let announcements = 0
  await repeat(rounds, async (round) => {
    const unusedEndpoint = folder.ipc(`${nameOf(reactor)}-${end}-${state}-${round}`)
    await using child = new ReactorChild("end", [end, state, unusedEndpoint], reactor)
    // A signal ends the process with all that it has.
    if (state === "unsent" && end !== "signal") await receiveLate(child, unusedEndpoint, 1)
    const { code, signal, stdout, stderr, announced } = await child.outcome()
    assert.deepEqual({ code, signal, stdout }, { ...endings[end], stdout: [state] }, stderr)
    assert.match(stderr, end === "error" || end === "rejection" ? thrown : /^$/)
    assert.doesNotMatch(stderr, announcement)
    if (announced !== undefined) announcements++
  })
  // On a busy machine even an end that waits for nothing may take half a second, but not as a rule.
  if (thorough && state !== "unsent")
    assert.ok(announcements < rounds / 2, `${announcements} of ${rounds} announced a wait`)
}

/** One process whose worker threads end in that way, one after the other. */
export async function endWorkers({ reactor, folder }: Setting, state: State, end: string): Promise<void> {
  const unusedEndpoint = folder.ipc(`${nameOf(reactor)}-worker-${end}-${state}`)
  await using child = new ReactorChild("workers", [end, state, unusedEndpoint, `${rounds}`], reactor)
  if (state === "unsent") await receiveLate(child, unusedEndpoint, rounds)
  // Deno prints the error although the worker's "error" event was handled.
  checkRounds(await child.outcome(), end === "error" && nameOf(reactor) === "Deno" ? thrown : /^$/)
}

function checkRounds({ code, signal, stdout, stderr }: Outcome, expectedStderr: RegExp): void {
  assert.match(stderr, expectedStderr)
  assert.deepEqual({ code, signal, stdout }, { code: 0, signal: null, stdout: [`${rounds} rounds`] })
}

/** One process whose sockets end in that way, one after the other. */
export async function endSockets({ reactor, folder }: Setting, state: State, end: string): Promise<void> {
  const unusedEndpoint = folder.ipc(`${nameOf(reactor)}-socket-${end}-${state}`)
  const ending = await run("rounds", [end, state, unusedEndpoint, `${rounds}`], reactor)
  checkRounds(ending, end === "gc" ? collectedWarning : /^$/)
}
