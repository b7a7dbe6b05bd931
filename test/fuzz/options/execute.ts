import { isDeepStrictEqual } from "node:util"
import { binding } from "#lib/addon/binding"
import * as draft from "#lib/draft"
import * as zmq from "#lib/index"
import type { Option } from "#lib/options/option"
import { contextOptions, socketOptions } from "#lib/options/table"
import type { Assignment, Plan } from "./plan"
import { valueOf } from "./values"

/** All ways to an option, for a socket and a context alike. */
interface Owner {
  getOption(name: string): unknown
  setOption(name: string, value: unknown): void
  [name: string]: unknown
}

/** Carries the plan out. Resolves with what went wrong. */
export async function execute(plan: Plan): Promise<string[]> {
  return plan.owner === "Context" ? onContext(plan) : onSocket(plan)
}

async function onContext({ assignments }: Plan): Promise<string[]> {
  const context = new zmq.Context()
  const violations = assignments.flatMap((one) => assign(context as unknown as Owner, one, contextOptions))
  // Without a socket: so many I/O threads as the options may say are not for this machine.
  await context.term()
  return violations
}

async function onSocket({ owner, assignments, use }: Plan): Promise<string[]> {
  const context = new zmq.Context()
  const Type = { ...zmq, ...draft }[owner as "Dealer"]
  const socket = new Type({ context })
  const violations = assignments.flatMap((one) => assign(socket as unknown as Owner, one, socketOptions))
  try {
    if (use === "bind tcp") await socket.bind("tcp://127.0.0.1:*")
    if (use === "bind inproc") await socket.bind("inproc://options")
    if (use === "connect") socket.connect("tcp://127.0.0.1:9")
  } catch (error) {
    violations.push(...wrongError(error, use))
  }
  socket.linger = 0
  socket.close()
  await context.term()
  return violations
}

/** Sets an option. What is rejected must change nothing, and what is accepted must leave the option readable. */
function assign(owner: Owner, assignment: Assignment, table: Readonly<Record<string, Option>>): string[] {
  const option = table[assignment.option]!
  const value = valueOf(assignment.value, assignment.option, option)
  const before = read(owner, assignment.option)
  try {
    write(owner, assignment, option, value)
  } catch (error) {
    const wrong = wrongError(error, JSON.stringify(assignment))
    const after = read(owner, assignment.option)
    if (isDeepStrictEqual(before, after)) return wrong
    return [...wrong, `${JSON.stringify(assignment)} was rejected, and changed ${String(before)} to ${String(after)}`]
  }
  const after = read(owner, assignment.option)
  if (after instanceof Error && !(before instanceof Error)) {
    return [`${JSON.stringify(assignment)} was accepted, and now it cannot be read: ${after.stack}`]
  }
  return []
}

function write(owner: Owner, { option: name, by, offset }: Assignment, option: Option, value: unknown): void {
  if (by === "property") {
    owner[name] = value
  } else if (by === "name") {
    owner.setOption(name, value)
  } else if (by === "constant") {
    owner.setOption(String(option.zmq), value)
  } else {
    const set = owner[`set${by}Option`] as ((number: unknown, value: unknown) => void) | undefined
    // A context has only two of them.
    set?.call(owner, (binding.constants[String(option.zmq)] ?? 0) + offset, value)
  }
}

/** The value of the option, or the error of reading it. */
function read(owner: Owner, name: string): unknown {
  try {
    return owner.getOption(name)
  } catch (error) {
    return error instanceof Error ? new Error(error.message) : error
  }
}

/** What is not one of the errors that options have. */
function wrongError(error: unknown, what: string): string[] {
  const { code } = error as { code?: unknown }
  const known = error instanceof TypeError || error instanceof RangeError || error instanceof zmq.ZmqError
  if (known && typeof code === "string") return []
  // Assigning to a property that can only be read is JavaScript's own TypeError.
  if (error instanceof TypeError && /only a getter|Cannot assign to read only/.test(error.message)) return []
  return [`${what} had a wrong error: ${error instanceof Error ? error.stack : String(error)}`]
}
