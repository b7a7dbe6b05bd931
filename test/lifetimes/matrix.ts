import assert from "node:assert/strict"
import { Pull } from "#lib/index"
import { announcement, Child, collectedWarning, type Ending, type Reactor, repeat, run } from "./child.js"
import type { State } from "./states.js"

const rounds = 20

export interface Setting {
  reactor: Reactor
  /** An ipc endpoint that is this test's alone. */
  endpoint: (name: string) => string
}

const codes = { natural: 0, exit: 7, error: 1 }

/** Waits for the announcement that messages have not left, and lets them. */
async function receiveLate(child: Child, absent: string, count: number): Promise<void> {
  await child.complaint(announcement)
  using late = new Pull()
  late.bindSync(absent)
  for (let received = 0; received < count; received++) assert.equal(String(await late.receive()), "taken")
}

/** Processes that end in that way, each with a socket in that state. */
export async function endProcesses(
  { reactor, endpoint }: Setting,
  state: State,
  end: keyof typeof codes,
): Promise<void> {
  let announcements = 0
  await repeat(rounds, async (round) => {
    const absent = endpoint(`${reactor}-${end}-${state}-${round}`)
    const child = new Child("end", [end, state, absent], reactor)
    if (state === "unsent") await receiveLate(child, absent, 1)
    const { code, signal, stdout, stderr, announced } = await child.ended
    assert.deepEqual({ code, signal, stdout }, { code: codes[end], signal: null, stdout: [state] }, stderr)
    assert.match(stderr, end === "error" ? /Error: thrown on purpose\n/ : /^$/)
    assert.doesNotMatch(stderr, announcement)
    if (announced !== undefined) announcements++
  })
  // On a busy machine even an end that waits for nothing may take half a second, but not as a rule.
  if (state !== "unsent") assert.ok(announcements < rounds / 2, `${announcements} of ${rounds} announced a wait`)
}

/** One process whose worker threads end in that way, one after the other. */
export async function endWorkers({ reactor, endpoint }: Setting, state: State, end: string): Promise<void> {
  const absent = endpoint(`${reactor}-worker-${end}-${state}`)
  const child = new Child("workers", [end, state, absent, `${rounds}`], reactor)
  if (state === "unsent") await receiveLate(child, absent, rounds)
  checkRounds(await child.ended, /^$/)
}

function checkRounds({ code, signal, stdout, stderr }: Ending, expectedStderr: RegExp): void {
  assert.match(stderr, expectedStderr)
  assert.deepEqual({ code, signal, stdout }, { code: 0, signal: null, stdout: [`${rounds} rounds`] })
}

/** One process whose sockets end in that way, one after the other. */
export async function endSockets({ reactor, endpoint }: Setting, state: State, end: string): Promise<void> {
  const absent = endpoint(`${reactor}-socket-${end}-${state}`)
  const ending = await run("rounds", [end, state, absent, `${rounds}`], reactor)
  checkRounds(ending, end === "gc" ? collectedWarning : /^$/)
}
