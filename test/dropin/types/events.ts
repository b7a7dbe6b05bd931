// How programs for `zeromq` 6 handle events, and how tests of them make some.
import { Dealer, type Event, type EventOfType, type EventSubscriber, type EventType, type Observer } from "zeromq"

const { events } = new Dealer()
events.on("accept", ({ address }) => address.length)
events.on("connect:retry", ({ interval, address }) => address.padEnd(interval))
events.on("handshake:error:auth", ({ error }): 300 | 400 | 500 => error.status)
events.on("handshake:error:protocol", ({ error }) => error.code === "ERR_ZMTP_CRYPTOGRAPHIC")
export const chained: EventSubscriber = events.on("close", () => {}).off("close", () => {})

export async function watch(observer: Observer): Promise<string> {
  for await (const event of observer) if (event.type === "bind") return event.address
  const event: Event = await observer.receive()
  return event.type
}

export function codeOf({ error }: EventOfType<"accept:error">): [string, number] {
  return [error.code, error.errno]
}

/** Of every type. */
export function describe(event: Event): string {
  switch (event.type) {
    case "accept":
    case "bind":
    case "connect":
    case "connect:delay":
    case "connect:retry":
    case "close":
    case "disconnect":
    case "handshake":
      return event.address
    case "accept:error":
    case "bind:error":
    case "close:error":
    case "handshake:error:other":
    case "handshake:error:protocol":
      return event.error.code
    case "handshake:error:auth":
      return String(event.error.status)
    case "end":
    case "unknown":
      return ""
    default: {
      const never: never = event
      return never
    }
  }
}

export const handlers: { [Type in EventType]?: (event: EventOfType<Type>) => void } = {
  bind: ({ address }) => address.length,
  "accept:error": ({ error }) => error.message.length,
}

export const made: Event[] = [
  { type: "bind", address: "tcp://127.0.0.1:5555" },
  { type: "end" },
  // The code as a literal: with zeromq it may be any string.
  {
    type: "bind:error",
    address: "tcp://127.0.0.1:5555",
    error: Object.assign(new Error("in use"), { code: "EADDRINUSE" as const, errno: 98 }),
  },
]
export const refused: EventOfType<"handshake:error:auth"> = {
  type: "handshake:error:auth",
  address: "tcp://127.0.0.1:5555",
  error: Object.assign(new Error("refused"), { status: 400 as const }),
}
