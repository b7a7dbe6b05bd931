import assert from "node:assert/strict"
import { announcement, collectedWarning, type Ending, type Reactor, repeat, run } from "./child.js"
import type { State } from "./states.js"

const rounds = 20

export interface Setting {
  reactor: Reactor
  /** An ipc endpoint that is this test's alone. */
  endpoint: (name: string) => string
}

const codes = { natural: 0, exit: 7, error: 1 }

function checkStderr(stderr: string, end: string, state: State): void {
  const own = stderr.split(/^(?=zmq-napi: )/m)
  const others = own[0]!.startsWith("zmq-napi: ") ? "" : own.shift()!
  if (end === "error") {
    assert.match(others, /Error: thrown on purpose/)
  } else {
    assert.equal(others, "")
  }
  assert.equal(own.length, state === "unsent" ? 1 : 0, stderr)
  if (state === "unsent") assert.match(own[0]!, announcement)
}

function checkRounds({ code, signal, stdout, stderr }: Ending, expectedStderr: RegExp): void {
  assert.match(stderr, expectedStderr)
  assert.deepEqual({ code, signal, stdout }, { code: 0, signal: null, stdout: [`${rounds} rounds`] })
}

/** Processes that end in that way, each with a socket in that state. */
export async function endProcesses(
  { reactor, endpoint }: Setting,
  state: State,
  end: keyof typeof codes,
): Promise<void> {
  await repeat(rounds, async (round) => {
    const absent = endpoint(`${reactor}-${end}-${state}-${round}`)
    const { code, signal, stdout, stderr } = await run("end", [end, state, absent], reactor)
    checkStderr(stderr, end, state)
    assert.deepEqual({ code, signal, stdout }, { code: codes[end], signal: null, stdout: [state] })
  })
}

/** One process whose worker threads end in that way, one after the other. */
export async function endWorkers({ reactor, endpoint }: Setting, state: State, end: string): Promise<void> {
  const absent = endpoint(`${reactor}-worker-${end}-${state}`)
  const ending = await run("workers", [end, state, absent, `${rounds}`], reactor)
  checkRounds(ending, state === "unsent" ? announcement : /^$/)
}

/** One process whose sockets end in that way, one after the other. */
export async function endSockets({ reactor, endpoint }: Setting, state: State, end: string): Promise<void> {
  const absent = endpoint(`${reactor}-socket-${end}-${state}`)
  const ending = await run("rounds", [end, state, absent, `${rounds}`], reactor)
  checkRounds(ending, end === "gc" ? collectedWarning : /^$/)
}
