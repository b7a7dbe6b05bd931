// Metrics of all sockets of this thread for Prometheus, in a registry of prom-client.
import { Counter, Gauge, Histogram, type Registry } from "prom-client"
import { on } from "./channels"
import { Totals } from "./totals"

/**
 * Registers the metrics. To be called before sockets are opened: those that are open already are not counted. Returns
 * the function that ends the counting.
 */
export function collectMetrics(registry: Registry): () => void {
  const ends = [collectTraffic(registry), countErrors(registry), countEvents(registry)]
  return () => {
    for (const end of ends) end()
  }
}

/** From `stats`, when Prometheus asks. */
function collectTraffic(registry: Registry): () => void {
  const totals = new Totals()
  const registers = [registry]
  const labelNames = ["type", "direction"] as const
  for (const unit of ["messages", "bytes"] as const) {
    new Counter({
      name: `zeromq_${unit}_total`,
      help: `The ${unit} that libzmq accepted from the program, and those that it received`,
      labelNames,
      registers,
      collect() {
        this.reset()
        for (const [type, { sent, received }] of totals.byType()) {
          this.inc({ type, direction: "sent" }, sent[unit])
          this.inc({ type, direction: "received" }, received[unit])
        }
      },
    })
  }
  for (const [name, help, key] of [
    ["zeromq_open_sockets", "Sockets that are open", "open"],
    ["zeromq_waiting_sends", "Sends that wait until libzmq can accept their messages", "waiting"],
    [
      "zeromq_prefetched_messages",
      "Messages that have arrived, and that the program has not received yet",
      "prefetched",
    ],
  ] as const) {
    new Gauge({
      name,
      help,
      labelNames: ["type"],
      registers,
      collect() {
        this.reset()
        for (const [type, total] of totals.byType()) this.set({ type }, total[key])
      },
    })
  }
  return () => totals.stop()
}

/** By operation and code: `EAGAIN` for a time-out, `EHOSTUNREACH` for a peer that is gone. */
function countErrors(registry: Registry): () => void {
  const errors = new Counter({
    name: "zeromq_errors_total",
    help: "Operations that have failed",
    labelNames: ["type", "operation", "code"],
    registers: [registry],
  })
  return on("zmq-napi:socket:error", ({ type, operation, error }) => errors.inc({ type, operation, code: error.code }))
}

/** Connections that are made and lost, and handshakes that fail. */
function countEvents(registry: Registry): () => void {
  const events = new Counter({
    name: "zeromq_events_total",
    help: "Events of connections",
    labelNames: ["type", "event"],
    registers: [registry],
  })
  return on("zmq-napi:socket:event", ({ type, event }) => events.inc({ type, event: event.type }))
}

/** The sizes of messages, if they are of interest: this looks at every message. */
export function measureSizes(registry: Registry): () => void {
  const sizes = new Histogram({
    name: "zeromq_message_bytes",
    help: "The sizes of messages",
    labelNames: ["type", "direction"],
    buckets: [64, 1024, 16 * 1024, 256 * 1024, 4 * 1024 * 1024],
    registers: [registry],
  })
  const ends = (["sent", "received"] as const).map((direction) =>
    on(`zmq-napi:message:${direction}`, ({ type, bytes }) => sizes.observe({ type, direction }, bytes)),
  )
  return () => {
    for (const end of ends) end()
  }
}
