import type { AsyncResource } from "node:async_hooks"
import { throwLater } from "./iterations.js"

type Callback<E> = (event: E) => void

/**
 * An added function, and the async context in which it was added: it sees the AsyncLocalStorage stores of that place.
 */
interface Listener<E> {
  readonly callback: Callback<E>
  readonly once: boolean
  /** Whether the listener was added for one event and that event has come. */
  over: boolean
  readonly asyncContext: AsyncResource
}

/**
 * Functions to be called with events of a type, in the order in which they were added. As with an EventEmitter, the
 * same function may be added several times, and a listener that is removed during the delivery of an event still
 * receives it.
 */
export class EventListeners<E extends { type: string }> {
  readonly #listeners = new Map<string, Listener<E>[]>()

  /** Whether there are no listeners of any type. */
  get empty(): boolean {
    return this.#listeners.size === 0
  }

  add(type: E["type"], callback: Callback<E>, once: boolean): void {
    const listener = { callback, once, over: false, asyncContext: captureAsyncContext() }
    const others = this.#listeners.get(type)
    if (others === undefined) this.#listeners.set(type, [listener])
    else others.push(listener)
  }

  /** Removes the last added listener that has this callback. */
  remove(type: E["type"], callback: Callback<E>): void {
    const listeners = this.#listeners.get(type) ?? []
    this.#removeAt(type, listeners.map((listener) => listener.callback).lastIndexOf(callback))
  }

  clear(): void {
    for (const listeners of this.#listeners.values())
      for (const { asyncContext: context } of listeners) context.emitDestroy()
    this.#listeners.clear()
  }

  /** An error that a listener throws becomes an uncaught exception; the other listeners are still called. */
  call(event: E): void {
    for (const listener of [...(this.#listeners.get(event.type) ?? [])]) {
      const { callback, once, over, asyncContext: context } = listener
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
    removed?.asyncContext.emitDestroy()
  }
}

function callOne<E>(callback: Callback<E>, event: E): void {
  try {
    Reflect.apply(callback, undefined, [event])
  } catch (error) {
    throwLater(error)
  }
}

let makeAsyncContext: (() => AsyncResource) | undefined

/**
 * AsyncResource.bind() and AsyncLocalStorage.snapshot() would do the same, but `emitDestroy` cannot be called for them.
 */
function captureAsyncContext(): AsyncResource {
  makeAsyncContext ??= asyncContextMaker()
  return makeAsyncContext()
}

/** Loads node:async_hooks only for the first listener, as most programs add no listeners. */
function asyncContextMaker(): () => AsyncResource {
  const { AsyncResource } = require("node:async_hooks") as typeof import("node:async_hooks")
  class ListenerContext extends AsyncResource {
    /** Tools that look for open handles, such as Jest, call this. A listener is no open handle. */
    hasRef(): boolean {
      return false
    }
  }
  return () => new ListenerContext("ZmqListener")
}
