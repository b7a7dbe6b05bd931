// Each method and accessor of each public class, called on what is not an instance: a TypeError, and nothing happens.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import * as draft from "#lib/draft"
import * as stable from "#lib/index"

type Class = { readonly name: string; readonly prototype: object }
type Member = (this: unknown, ...parameters: unknown[]) => unknown

const classes = new Set((Object.values({ ...stable, ...draft }) as unknown[]).filter(isClass))

function isClass(value: unknown): value is Class {
  return typeof value === "function" && typeof value.prototype === "object"
}

const wrong: Record<string, (prototype: object) => unknown> = {
  undefined: () => undefined,
  "a number": () => 1,
  "a plain object": () => ({}),
  "an object with its prototype": (prototype) => Object.create(prototype),
  "a proxy of such an object": (prototype) => new globalThis.Proxy(Object.create(prototype), {}),
  "an instance of another class": (prototype) =>
    stable.Context.prototype === prototype ? new stable.Poller() : stable.context,
}

/** Its own methods, getters and setters; those that it inherits are those of another class. */
function membersOf(prototype: object): [string, Member][] {
  return Reflect.ownKeys(prototype).flatMap((key) => {
    const { get, set, value } = Object.getOwnPropertyDescriptor(prototype, key)!
    const named: [string, unknown][] = [
      [`get ${String(key)}`, get],
      [`set ${String(key)}`, set],
      [String(key), key === "constructor" ? undefined : value],
    ]
    return named.filter((entry): entry is [string, Member] => typeof entry[1] === "function")
  })
}

/** What the call throws or rejects with, at once or at the first step of the iteration that it returns. */
async function failureOf(member: Member, receiver: unknown): Promise<unknown> {
  try {
    const result = Reflect.apply(member, receiver, [])
    const isIterator = typeof result === "object" && result !== null && "next" in result
    await (isIterator ? (result as AsyncIterator<unknown>).next() : result)
    return undefined
  } catch (error) {
    return error
  }
}

for (const { name, prototype } of classes) {
  if (prototype instanceof Error) continue
  describe(`${name}: `, () => {
    for (const [what, make] of Object.entries(wrong)) {
      test(`its members on ${what}`, async () => {
        for (const [memberName, member] of membersOf(prototype)) {
          // The text that console.log shows: also of a prototype.
          if (memberName.includes("inspect.custom")) continue
          const failure = await failureOf(member, make(prototype))
          assert.ok(failure instanceof TypeError, `${memberName}: ${failure}`)
        }
      })
    }
  })
}
