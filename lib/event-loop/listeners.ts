import type { AsyncResource } from "node:async_hooks"
import { throwLater } from "./timers.js"

type Callback<E> = (event: E) => void

/** A function that was added, with the async context in which it was: what AsyncLocalStorage has there. */
interface Listener<E> {
  readonly callback: Callback<E>
  readonly once: boolean
  /** Of a listener for one event: whether that came. */
  over: boolean
  readonly context: AsyncResource
}

/**
 * Functions to be called with events of a type, in the order in which they were added. As an EventEmitter has it: the same
 * function may be added several times, and what is removed while an event is handed out still gets that.
 */
export class Listeners<E extends { type: string }> {
  readonly #listeners = new Map<string, Listener<E>[]>()

  /** Whether there is none, of any type. */
  get empty(): boolean {
    return this.#listeners.size === 0
  }

  add(type: E["type"], callback: Callback<E>, once: boolean): void {
    const listener = { callback, once, over: false, context: captureContext() }
    const others = this.#listeners.get(type)
    if (others === undefined) this.#listeners.set(type, [listener])
    else others.push(listener)
  }

  /** Takes the one off that was added last. */
  remove(type: E["type"], callback: Callback<E>): void {
    const listeners = this.#listeners.get(type) ?? []
    this.#removeAt(type, listeners.map((listener) => listener.callback).lastIndexOf(callback))
  }

  clear(): void {
    for (const listeners of this.#listeners.values()) for (const { context } of listeners) context.emitDestroy()
    this.#listeners.clear()
  }

  /** What a listener throws is an uncaught exception, and keeps nothing from the others. */
  call(event: E): void {
    for (const listener of [...(this.#listeners.get(event.type) ?? [])]) {
      const { callback, once, over, context } = listener
      if (over) continue
      if (once) {
        listener.over = true
        this.#removeAt(event.type, this.#listeners.get(event.type)?.indexOf(listener) ?? -1)
      }
      context.runInAsyncScope(callOne<E>, undefined, callback, event)
    }
  }

  #removeAt(type: string, index: number): void {
    const listeners = this.#listeners.get(type)
    if (listeners === undefined || index === -1) return
    const [removed] = listeners.splice(index, 1)
    if (listeners.length === 0) this.#listeners.delete(type)
    removed?.context.emitDestroy()
  }
}

function callOne<E>(callback: Callback<E>, event: E): void {
  try {
    Reflect.apply(callback, undefined, [event])
  } catch (error) {
    throwLater(error)
  }
}

let makeContext: (() => AsyncResource) | undefined

/** AsyncResource.bind() and AsyncLocalStorage.snapshot() do the same, but what they make cannot be ended. */
function captureContext(): AsyncResource {
  makeContext ??= contextMaker()
  return makeContext()
}

/** Loaded with the first listener: most programs have none. */
function contextMaker(): () => AsyncResource {
  const { AsyncResource } = require("node:async_hooks") as typeof import("node:async_hooks")
  class ListenerContext extends AsyncResource {
    /** Asked by those who look for open handles, as Jest does: a listener is none. */
    hasRef(): boolean {
      return false
    }
  }
  return () => new ListenerContext("ZmqListener")
}
