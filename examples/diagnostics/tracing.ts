// Traces of OpenTelemetry across processes: the context travels in a part of its own before the message.
import { context, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api"
import type { Message, MessagePart, WritableSocket } from "zmq-napi"
import { on } from "./channels"

const tracer = trace.getTracer("zmq-napi-example")

interface TracedMessage {
  /** The name of the span. */
  name: string
  /** What comes before the context: the routing id of a Router's peer, a topic. */
  envelope?: readonly MessagePart[]
  parts: readonly MessagePart[]
}

/** Sends a message in a span of its own, whose context is a part before the others, as JSON. */
export async function sendTraced(socket: WritableSocket, { name, envelope = [], parts }: TracedMessage): Promise<void> {
  await tracer.startActiveSpan(`send ${name}`, { kind: SpanKind.PRODUCER }, async (span) => {
    const carrier: Record<string, string> = {}
    propagation.inject(context.active(), carrier)
    try {
      await socket.send([...envelope, JSON.stringify(carrier), ...parts])
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) })
      throw error
    } finally {
      span.end()
    }
  })
}

/** Handles a message that `sendTraced` sent, without its envelope, in a span that continues the sender's trace. */
export async function handleTraced<T>(
  name: string,
  [first, ...parts]: readonly Message[],
  handle: (parts: Message[]) => Promise<T>,
): Promise<T> {
  const parent = propagation.extract(context.active(), carrierOf(first))
  return await tracer.startActiveSpan(`handle ${name}`, { kind: SpanKind.CONSUMER }, parent, async (span) => {
    try {
      return await handle(parts)
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) })
      throw error
    } finally {
      span.end()
    }
  })
}

/** A peer may send anything: what is no context begins a new trace. */
function carrierOf(part: Message | undefined): Record<string, string> {
  try {
    const carrier: unknown = JSON.parse(String(part))
    return typeof carrier === "object" && carrier !== null ? (carrier as Record<string, string>) : {}
  } catch {
    return {}
  }
}

/**
 * Adds an event to the current span for each message that is sent or received, and for each error. This needs no change
 * where the program sends: what is published has the async context of the caller. Returns the function that ends this.
 */
export function addEventsToSpans(): () => void {
  const ends = [
    ...(["sent", "received"] as const).map((direction) =>
      on(`zmq-napi:message:${direction}`, ({ type, parts, bytes, endpoints }) => {
        const attributes = { type, parts, bytes, endpoints: [...endpoints.bound, ...endpoints.connected] }
        trace.getActiveSpan()?.addEvent(`zeromq.${direction}`, attributes)
      }),
    ),
    on("zmq-napi:socket:error", ({ type, operation, error }) => {
      trace.getActiveSpan()?.addEvent("zeromq.error", { type, operation, code: error.code })
    }),
  ]
  return () => {
    for (const end of ends) end()
  }
}
