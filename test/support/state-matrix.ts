import assert from "node:assert/strict"
import { test } from "node:test"

/** A call, and its outcome in each state: "ok", or the code of the error. */
type Row<Subject> = readonly [call: (subject: Subject) => unknown, ...outcomes: string[]]

interface Matrix<Subject extends object> {
  /** The class, as tests are named. */
  name: string
  prototype: Subject
  states: readonly string[]
  rows: Record<string, Row<Subject>>
  /** Members that need no row: accessors of options, of which one stands for all, or what is internal. */
  without?: readonly string[]
  /** Runs the task with a new subject in that state, and cleans up. */
  inState(state: string, task: (subject: Subject) => Promise<void>): Promise<void>
}

/** Tests each row in each state, and that every public member has a row. */
export function testStates<Subject extends object>(matrix: Matrix<Subject>): void {
  const { name, prototype, states, rows, without = [], inState } = matrix
  for (const [method, [call, ...outcomes]] of Object.entries(rows)) {
    assert.equal(outcomes.length, states.length, method)
    for (const [index, state] of states.entries()) {
      test(`${method} of ${name} that is ${state}: ${outcomes[index]}`, () =>
        inState(state, async (subject) => assert.equal(await outcomeOf(call, subject), outcomes[index])))
    }
  }
  test(`every public member of ${name} has a row`, () => {
    const covered = new Set(["constructor", ...without, ...Object.keys(rows).map((row) => row.split(",", 1)[0])])
    assert.deepEqual(
      membersOf(prototype).filter((member) => !covered.has(member)),
      [],
    )
  })
}

async function outcomeOf<Subject>(call: (subject: Subject) => unknown, subject: Subject): Promise<string> {
  try {
    await call(subject)
    return "ok"
  } catch (error) {
    return String((error as { code?: unknown }).code ?? error)
  }
}

/** The names of its own and inherited public members, symbols as they are written in a program. */
export function membersOf(prototype: object): string[] {
  const names = new Set<string>()
  for (let owner = prototype; owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const key of Reflect.ownKeys(owner)) names.add(typeof key === "symbol" ? symbolName(key) : key)
  }
  // A mark of the class, not for programs.
  return [...names].filter((name) => !name.startsWith("[zmq-napi."))
}

// Node 20 describes its own symbols otherwise.
function symbolName(symbol: symbol): string {
  if (symbol === Symbol.dispose) return "[Symbol.dispose]"
  if (symbol === Symbol.asyncDispose) return "[Symbol.asyncDispose]"
  return `[${symbol.description}]`
}
