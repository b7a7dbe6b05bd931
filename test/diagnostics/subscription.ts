import { subscribe, unsubscribe } from "node:diagnostics_channel"
import type { DiagnosticsChannels } from "#lib/index"

export type ChannelName = keyof DiagnosticsChannels

/** Every channel of the package. */
export const allChannels = [
  "zmq-napi:socket:open",
  "zmq-napi:socket:bind",
  "zmq-napi:socket:unbind",
  "zmq-napi:socket:connect",
  "zmq-napi:socket:disconnect",
  "zmq-napi:socket:close",
  "zmq-napi:socket:event",
  "zmq-napi:socket:error",
  "zmq-napi:message:sent",
  "zmq-napi:message:received",
] as const satisfies readonly ChannelName[]

type Published<Name extends ChannelName> = {
  [N in Name]: { readonly channel: N; readonly message: DiagnosticsChannels[N] }
}[Name]

/** What is published on some channels, in order. `using` unsubscribes. */
export class Subscription<Name extends ChannelName> implements Disposable {
  readonly published: Published<Name>[] = []
  readonly #listeners: [Name, (message: unknown) => void][]

  constructor(...names: readonly Name[]) {
    this.#listeners = names.map((channel) => [
      channel,
      (message) => this.published.push({ channel, message } as Published<Name>),
    ])
    for (const [name, listener] of this.#listeners) subscribe(name, listener)
  }

  /** The names of the channels that were published on, without their common beginning. */
  get names(): string[] {
    return this.published.map(({ channel }) => channel.replace("zmq-napi:", ""))
  }

  /** The messages of one channel. */
  on<N extends Name>(name: N): DiagnosticsChannels[N][] {
    const found = this.published.filter((each) => each.channel === name)
    return found.map(({ message }) => message as unknown as DiagnosticsChannels[N])
  }

  [Symbol.dispose](): void {
    for (const [name, listener] of this.#listeners) unsubscribe(name, listener)
  }
}
