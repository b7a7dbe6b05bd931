// A service that can be watched: it doubles numbers, serves its metrics to Prometheus, and prints the spans of its
// traces. Serves until Ctrl+C.
//
//   npm run example -- diagnostics [metrics' address [numbers' endpoint]]
//                                  by default http://127.0.0.1:* and tcp://127.0.0.1:*
//
// Beside this file: metrics.ts counts, tracing.ts sends and reads the context of a trace.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { context, propagation, trace } from "@opentelemetry/api"
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks"
import { W3CTraceContextPropagator } from "@opentelemetry/core"
import { BasicTracerProvider, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base"
import { Registry } from "prom-client"
import { Dealer, Router } from "zmq-napi"
import { collectMetrics } from "./metrics"
import { addEventsToSpans, handleTraced, sendTraced } from "./tracing"

/** Prints a line for each span. A service gives its spans to an exporter of OpenTelemetry. */
const printer = {
  export(spans: ReadableSpan[], done: (result: { code: number }) => void) {
    for (const span of spans) {
      const events = span.events.map(({ name }) => name).join(", ")
      console.log(`${span.spanContext().traceId} ${span.name}${events === "" ? "" : `: ${events}`}`)
    }
    done({ code: 0 })
  },
  shutdown: async () => {},
}

function startTracing(): void {
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(printer)] }))
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  addEventsToSpans()
}

async function serveMetrics(registry: Registry, address: string): Promise<() => void> {
  const [, host, port] = /^http:\/\/([^:]+):(\d+|\*)$/.exec(address) ?? []
  if (host === undefined) throw new TypeError(`${address} is not like http://127.0.0.1:9464`)
  const server = createServer(async (_, response) => {
    response.setHeader("Content-Type", registry.contentType)
    response.end(await registry.metrics())
  })
  await new Promise<void>((resolve) => server.listen(port === "*" ? 0 : Number(port), host, resolve))
  console.log(`Metrics at http://${host}:${(server.address() as AddressInfo).port}`)
  return () => {
    server.close()
    server.closeAllConnections()
  }
}

async function main(address = "http://127.0.0.1:*", endpoint = "tcp://127.0.0.1:*"): Promise<void> {
  const registry = new Registry()
  collectMetrics(registry)
  startTracing()
  const closeMetrics = await serveMetrics(registry, address)

  const router = new Router()
  await router.bind(endpoint)
  const dealer = new Dealer()
  dealer.connect(router.lastEndpoint!)
  console.log(`Numbers at ${router.lastEndpoint}`)

  const end = () => {
    router.close()
    dealer.close()
    closeMetrics()
  }
  process.once("SIGINT", end)
  process.once("SIGTERM", end)

  void answer(router)
  for (const number of [1, 2, 3]) await ask(dealer, number)
}

/** Doubles the numbers of its peers, each in the trace of the peer. */
async function answer(router: Router): Promise<void> {
  for await (const [peer, ...message] of router) {
    await handleTraced("number", message, async ([number]) => {
      await sendTraced(router, { name: "double", envelope: [peer], parts: [String(2 * Number(number))] })
    })
  }
}

async function ask(dealer: Dealer, number: number): Promise<void> {
  await sendTraced(dealer, { name: "number", parts: [String(number)] })
  await handleTraced("double", await dealer.receive(), async ([double]) => {
    console.log(`Twice ${number} is ${double}`)
  })
}

void main(...process.argv.slice(2))
