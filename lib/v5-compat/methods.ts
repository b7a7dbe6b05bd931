import { EventEmitter } from "node:events"
import { ZmqError } from "../index.js"
import * as constants from "./constants.js"
import { assertOpen, invalidArgument } from "./errors.js"
import { endpointsChanged, insideOf, whenEnded } from "./inside.js"
import { checkMonitorArguments } from "./monitor.js"
import { options } from "./options.js"
import { holdProcess, keep, releaseProcess } from "./process-hold.js"
import type { SendCallback } from "./sender.js"
import type { SocketOptions } from "./socket-options.js"
import type { SocketType } from "./socket-types.js"

function checkAddress(address: unknown): void {
  if (typeof address !== "string") throw invalidArgument("The address must be a string")
}

function checkCallback(callback: unknown): SendCallback | undefined {
  if (callback === undefined || callback === null) return undefined
  if (typeof callback !== "function") throw invalidArgument("The callback must be a function")
  return callback as SendCallback
}

/** The methods of a socket. Its constructor is another function, because a class cannot be called as one. */
export class Methods extends EventEmitter {
  get closed(): boolean {
    return insideOf(this).core.closed
  }

  get _zmq(): { readonly state: number } {
    const { core, unfinished } = insideOf(this)
    if (core.closed) return { state: constants.STATE_CLOSED }
    return { state: unfinished > 0 ? constants.STATE_BUSY : constants.STATE_READY }
  }

  bind(address: string, callback?: unknown): this {
    const { core } = insideOf(this)
    assertOpen(core)
    checkAddress(address)
    const checked = checkCallback(callback)
    whenEnded(this, { ended: core.bind(address), event: "bind", address, callback: checked })
    return this
  }

  bindSync(address: string): this {
    const inside = insideOf(this)
    inside.core.bindSync(address)
    endpointsChanged(this, inside)
    return this
  }

  unbind(address: string, callback?: unknown): this {
    const { core } = insideOf(this)
    assertOpen(core)
    checkAddress(address)
    const checked = checkCallback(callback)
    whenEnded(this, { ended: core.unbind(address), event: "unbind", address, callback: checked })
    return this
  }

  unbindSync(address: string): this {
    const inside = insideOf(this)
    inside.core.unbindSync(address)
    endpointsChanged(this, inside)
    return this
  }

  connect(address: string): this {
    const inside = insideOf(this)
    inside.core.connect(address)
    endpointsChanged(this, inside)
    return this
  }

  disconnect(address: string): this {
    const inside = insideOf(this)
    inside.core.disconnect(address)
    endpointsChanged(this, inside)
    return this
  }

  send(message: unknown, flags?: number | null, callback?: SendCallback): this {
    const { sender, receiver } = insideOf(this)
    const checked = checkCallback(callback)
    if (sender === undefined) {
      const error = new ZmqError("ENOTSUP", `A ${this.type} socket cannot send`)
      if (checked !== undefined) checked.call(this, error)
      else this.emit("error", error)
      return this
    }
    sender.send(message, Number(flags ?? 0), checked)
    receiver?.start()
    return this
  }

  read(): Buffer[] | null {
    return insideOf(this).receiver?.read() ?? null
  }

  pause(): void {
    const { receiver, sender } = insideOf(this)
    receiver?.pause()
    sender?.pause()
  }

  resume(): void {
    const { receiver, sender } = insideOf(this)
    receiver?.resume()
    sender?.resume()
  }

  ref(): void {
    assertOpen(insideOf(this).core)
    holdProcess(this)
  }

  unref(): void {
    assertOpen(insideOf(this).core)
    releaseProcess(this)
  }

  monitor(interval?: number, count?: number): this {
    const { core, monitor } = insideOf(this)
    assertOpen(core)
    checkMonitorArguments(interval, count)
    monitor.start()
    return this
  }

  unmonitor(): this {
    insideOf(this).monitor.stop()
    return this
  }

  subscribe(filter: string | Buffer): this {
    return this.setsockopt("_subscribe", filter)
  }

  unsubscribe(filter: string | Buffer): this {
    return this.setsockopt("_unsubscribe", filter)
  }

  setsockopt(option: number | string, value: unknown): this {
    insideOf(this).options.set(option, value)
    return this
  }

  // biome-ignore lint/suspicious/noExplicitAny: the type of the value depends on the option
  getsockopt(option: number | string): any {
    return insideOf(this).options.get(option)
  }

  close(): this {
    const { core, sender, receiver } = insideOf(this)
    if (core.closed) return this
    core.close()
    keep(this, false)
    releaseProcess(this)
    receiver?.close()
    sender?.close()
    return this
  }
}

export interface Methods extends SocketOptions {
  readonly type: SocketType
}

for (const name of Object.keys(options)) {
  Object.defineProperty(Methods.prototype, name, {
    get(this: Methods) {
      return this.getsockopt(name)
    },
    set(this: Methods, value: unknown) {
      this.setsockopt(name, value)
    },
    configurable: true,
  })
}

// Messages are received as soon as there is a listener for them.
for (const name of ["on", "addListener", "once", "prependListener", "prependOnceListener"] as const) {
  const add = EventEmitter.prototype[name]
  Object.defineProperty(Methods.prototype, name, {
    value(this: Methods, event: string | symbol, listener: () => void) {
      add.call(this, event, listener)
      if (event === "message") insideOf(this).receiver?.start()
      return this
    },
    configurable: true,
    writable: true,
  })
}
