import assert from "node:assert/strict"
import type { Event, EventOfType, EventType, Observer } from "#lib/index"
import { timeLimit } from "./waiting"

/** Receives events up to the first of that type, and returns it. */
export async function eventOf<T extends EventType>(observer: Observer, type: T): Promise<EventOfType<T>> {
  const before: string[] = []
  while (!observer.closed) {
    const event = await observer.receive(timeLimit)
    if (event.type === type) return event as EventOfType<T>
    before.push(event.type)
  }
  return assert.fail(`no ${type} came; these did: ${before.join(", ")}`)
}

/** All events up to the last one. */
export async function allEvents(observer: Observer): Promise<Event[]> {
  const events: Event[] = []
  for await (const event of observer) events.push(event)
  return events
}

export function typesOf(events: readonly Event[]): string[] {
  return events.map(({ type }) => type)
}
