// What must and what must not compile, of observers. The compiler is the test: nothing here runs.
import type * as zeromq from "zeromq"
import type {
  AuthenticationError,
  Event,
  EventOfType,
  EventSubscriber,
  EventType,
  ObserveOptions,
  Observer,
  ProtocolError,
  Router,
  ZmqError,
} from "#lib/index"
import type { Expect } from "./directions"

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

export type Events = [
  Expect<Equal<EventType, zeromq.EventType>>,
  Expect<Equal<EventType<2>, zeromq.EventType | "pipe:statistics">>,
  // Ours has a code for what went wrong in WebSocket's own handshake, and one for what is not known yet.
  Expect<Exclude<Event, { type: "handshake:error:protocol" }> extends zeromq.Event ? true : false>,
  Expect<Equal<EventOfType<"bind:error">["error"], ZmqError>>,
  Expect<Equal<EventOfType<"handshake:error:protocol">["error"], ProtocolError>>,
  Expect<Equal<EventOfType<"handshake:error:auth">["error"], AuthenticationError>>,
  Expect<Equal<EventOfType<"connect:retry">["interval"], number>>,
  Expect<Equal<keyof EventOfType<"end">, "type">>,
  Expect<Equal<keyof EventOfType<"accept", 2>, "type" | "local" | "remote">>,
  Expect<Equal<keyof EventOfType<"pipe:statistics", 2>, "type" | "local" | "remote" | "outbound" | "inbound">>,
  Expect<Equal<Router["events"], Observer>>,
  Expect<Observer extends EventSubscriber ? true : false>,
  Expect<Equal<keyof ObserveOptions, "events" | "version">>,
]

declare const router: Router

export async function narrowing(): Promise<void> {
  for await (const event of router.events) {
    if (event.type === "bind:error") event.error.errno.toFixed()
    if (event.type === "connect") event.address.trim()
    // @ts-expect-error The last event has no address.
    if (event.type === "end") event.address.trim()
    // @ts-expect-error It is not in version 1.
    if (event.type === "pipe:statistics") continue
  }
  router.events.on("connect:retry", ({ interval }) => interval.toFixed()).once("accept", ({ address }) => address)
  // @ts-expect-error No event is of that type.
  router.events.on("connected", () => {})
  // @ts-expect-error That event has no interval.
  router.events.on("accept", ({ interval }) => interval)

  const observer = router.observe({ events: ["connect", "disconnect"], version: 2 })
  const event = await observer.receive({ timeout: 1 })
  const type: "connect" | "disconnect" | "end" = event.type
  if (event.type !== "end") event.local.concat(event.remote, type)
  observer.on("connect", ({ local, remote }) => local + remote).on("end", () => {})
  // @ts-expect-error It was not asked for.
  observer.on("accept", () => {})
  // @ts-expect-error It needs version 2.
  router.observe({ events: ["pipe:statistics"] })
  // @ts-expect-error There is no such version.
  router.observe({ version: 3 })

  const all = router.observe({ version: 2 })
  all.on("pipe:statistics", ({ inbound, outbound }) => inbound + outbound)
  const masked = router.observe({ events: ["accept"] })
  masked.on("accept", ({ address }) => address)
}

/** A program typed against the `zeromq` package. */
export function asBefore(socket: Pick<Router, "events">): void {
  const listener = (event: zeromq.EventOfType<"disconnect">) => event.address
  socket.events.on("disconnect", listener)
  socket.events.off("disconnect", listener)
}
