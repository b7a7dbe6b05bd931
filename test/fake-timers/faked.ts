import { mock } from "node:test"

// The object itself, whose properties fake timers replace.
const timers: typeof import("node:timers") = require("node:timers")

const names = ["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate"] as const

/**
 * Has all of JavaScript's clocks and timers stand still, as the fake timers of test runners do: the globals, those of
 * node:timers, and what a program may wait or measure with beside. `using` puts the real ones back.
 */
export function standStill(): Disposable {
  const undo: (() => void)[] = []
  const replace = (owner: object, name: string, value: unknown) => {
    const old = Object.getOwnPropertyDescriptor(owner, name) as PropertyDescriptor
    Object.defineProperty(owner, name, {
      value,
      configurable: true,
      writable: true,
      enumerable: old.enumerable === true,
    })
    undo.unshift(() => Object.defineProperty(owner, name, old))
  }
  const still = () => ({ ref() {}, unref() {}, hasRef: () => false, refresh() {}, [Symbol.toPrimitive]: () => 1 })
  for (const name of names) {
    replace(globalThis, name, still)
    replace(timers, name, still)
  }
  replace(globalThis, "queueMicrotask", () => {})
  replace(globalThis, "performance", { now: () => 0 })
  replace(
    process,
    "hrtime",
    Object.assign(() => [0, 0], { bigint: () => 0n }),
  )
  replace(Date, "now", () => 0)
  return {
    [Symbol.dispose]: () => {
      for (const step of undo) step()
    },
  }
}

/** The same by node:test's own fake timers. */
export function mocked(): Disposable {
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "setImmediate", "Date"] })
  return { [Symbol.dispose]: () => mock.timers.reset() }
}
