import assert from "node:assert/strict"
import { Pull } from "#lib/index"
import type { Runtime } from "../support/runtimes.js"
import type { TemporaryFolder } from "../support/temporary-folder.js"
import { thorough } from "../support/thorough.js"
import { announcement, collectedWarning, type Outcome, type Reactor, ReactorChild, repeat, run } from "./child.js"
import { type InProcessEnd, type ProcessEnd, processEnds, statesWithEnd, type WorkerEnd } from "./expected.js"
import { allStates, type State, statesOver, type Transport } from "./states.js"

export interface Setting {
  /** Node with that reactor, or another runtime. */
  reactor: Reactor | Runtime
  /** For ipc endpoints that are these tests' alone. */
  folder: TemporaryFolder
  /** Default "tcp". */
  transport?: Transport
  /** How often, by default 20 times; `npm test` takes one. */
  rounds?: number
}

function roundsOf({ rounds = 20 }: Setting): number {
  return thorough ? rounds : 1
}

function nameOf(reactor: Reactor | Runtime): string {
  return typeof reactor === "string" ? reactor : reactor.name
}

// Bun spells it small.
const thrown = /error: thrown on purpose\n/i

function unusedEndpoint({ folder, transport, reactor }: Setting, ...parts: (string | number)[]): string {
  const name = [nameOf(reactor), ...parts].join("-")
  return transport === "inproc" ? `inproc://${name}` : folder.ipc(name)
}

/** Waits for the announcement that messages have not left, and receives them. */
async function receiveLate(child: ReactorChild, endpoint: string, count: number): Promise<void> {
  await child.stderrMatches(announcement)
  using late = new Pull()
  late.bindSync(endpoint)
  for (let received = 0; received < count; received++) assert.equal(String(await late.receive()), "taken")
}

/** Processes that end in that way, each with a socket in that state. */
export async function endProcesses(setting: Setting, state: State, end: ProcessEnd): Promise<void> {
  const rounds = roundsOf(setting)
  let announcements = 0
  await repeat(rounds, async (round) => {
    const endpoint = unusedEndpoint(setting, end, state, round)
    await using child = new ReactorChild("end", [end, state, endpoint], setting.reactor)
    // A signal ends the process with all that it has. Over inproc nobody is left who could receive.
    const late = state === "unsent" && end !== "signal" && setting.transport !== "inproc"
    if (late) await receiveLate(child, endpoint, 1)
    const { code, signal, stdout, stderr, announced } = await child.outcome()
    assert.deepEqual({ code, signal, stdout }, { ...processEnds[end], stdout: [state] }, stderr)
    assert.match(stderr, end === "error" || end === "rejection" ? thrown : /^$/)
    assert.doesNotMatch(stderr, announcement)
    if (announced !== undefined && !late) announcements++
  })
  // On a busy machine even an end that waits for nothing may take half a second, but not as a rule.
  if (rounds >= 10) assert.ok(announcements < rounds / 2, `${announcements} of ${rounds} announced a wait`)
}

/** One process whose worker threads end in that way, one after the other, in each of those states. */
export async function endWorkers(setting: Setting, states: readonly State[], end: WorkerEnd): Promise<void> {
  const { reactor, transport = "tcp" } = setting
  const rounds = roundsOf(setting)
  const existing = statesOver(transport, states)
  const endpoint = unusedEndpoint(setting, "worker", end, states[0]!)
  await using child = new ReactorChild("workers", [end, existing.join(), endpoint, `${rounds}`], reactor)
  // Over inproc another worker receives.
  if (states.includes("unsent") && transport === "tcp") await receiveLate(child, endpoint, rounds)
  // Deno prints the error although the worker's "error" event was handled.
  const prints = (end === "error" || end === "rejection") && nameOf(reactor) === "Deno"
  checkRounds(await child.outcome(), [...existing, `${rounds} rounds`], prints ? thrown : /^$/)
}

function checkRounds({ code, signal, stdout, stderr }: Outcome, expected: string[], expectedStderr: RegExp): void {
  assert.match(stderr, expectedStderr)
  assert.deepEqual({ code, signal, stdout }, { code: 0, signal: null, stdout: expected })
}

/** One process in which sockets or contexts end in that way, one after the other, in each state that has that end. */
export async function endSockets(setting: Setting, end: InProcessEnd): Promise<void> {
  const { reactor, transport = "tcp" } = setting
  const rounds = roundsOf(setting)
  const states = statesWithEnd(end, statesOver(transport, allStates))
  const endpoint = unusedEndpoint(setting, "socket", end.replace(" ", "-"))
  const outcome = await run("rounds", [end, states.join(), endpoint, `${rounds}`], reactor)
  checkRounds(outcome, [...states, `${rounds} rounds`], end === "gc" ? collectedWarning : /^$/)
}
