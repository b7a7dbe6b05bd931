// Metrics for Prometheus, and traces of OpenTelemetry that go from socket to socket.
import assert from "node:assert/strict"
import { after, before, beforeEach, describe, test } from "node:test"
import { context, propagation, trace } from "@opentelemetry/api"
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks"
import { W3CTraceContextPropagator } from "@opentelemetry/core"
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base"
import { Registry } from "prom-client"
import { Pull, Push } from "zmq-napi"
import { collectMetrics, measureSizes } from "../../examples/diagnostics/metrics"
import { addEventsToSpans, handleTraced, sendTraced } from "../../examples/diagnostics/tracing"
import { timeLimit, until } from "../support/waiting"
import { Example } from "./example"

/** The samples of the registry, `name{labels} value`, of which `pattern` matches the name. */
async function samples(registry: Registry, pattern: RegExp): Promise<string[]> {
  const lines = (await registry.metrics()).split("\n")
  return lines.filter((line) => !line.startsWith("#") && pattern.test(line))
}

describe("metrics", () => {
  test("what goes through sockets, the open ones and those that were closed", async () => {
    const registry = new Registry()
    const stop = collectMetrics(registry)
    for (let round = 1; round <= 2; round++) {
      const pull = new Pull()
      pull.bindSync("inproc://example-metrics")
      const push = new Push({ linger: 0 })
      push.connect("inproc://example-metrics")
      await push.sendMany(["12345", ["67", "8"]])
      await pull.receive(timeLimit)
      const traffic = /(messages|bytes)_total\{type="(Push",direction="sent|Pull",direction="received)/
      assert.deepEqual((await samples(registry, traffic)).sort(), [
        `zeromq_bytes_total{type="Pull",direction="received"} ${8 * round}`,
        `zeromq_bytes_total{type="Push",direction="sent"} ${8 * round}`,
        `zeromq_messages_total{type="Pull",direction="received"} ${2 * round}`,
        `zeromq_messages_total{type="Push",direction="sent"} ${2 * round}`,
      ])
      assert.deepEqual(await samples(registry, /open_sockets|prefetched/), [
        'zeromq_open_sockets{type="Pull"} 1',
        'zeromq_open_sockets{type="Push"} 1',
        'zeromq_prefetched_messages{type="Pull"} 1',
        'zeromq_prefetched_messages{type="Push"} 0',
      ])
      pull.close()
      push.close()
    }
    assert.deepEqual(await samples(registry, /open_sockets/), [
      'zeromq_open_sockets{type="Pull"} 0',
      'zeromq_open_sockets{type="Push"} 0',
    ])
    stop()
    new Push().close()
    assert.match((await samples(registry, /messages_total\{type="Push",direction="sent"/))[0]!, / 4$/)
  })

  test("sends that wait, errors by code, events, sizes", async () => {
    const registry = new Registry()
    const ends = [collectMetrics(registry), measureSizes(registry)]
    using pull = new Pull()
    await pull.bind("tcp://127.0.0.1:*")
    using push = new Push({ linger: 0 })
    await push.send("", { timeout: 0 }).catch(() => undefined)
    const waiting = push.send(Buffer.alloc(100))
    assert.deepEqual(await samples(registry, /waiting_sends\{type="Push"/), ['zeromq_waiting_sends{type="Push"} 1'])
    push.connect(pull.lastEndpoint!)
    await Promise.all([waiting, pull.receive(timeLimit)])
    assert.deepEqual(await samples(registry, /errors_total/), [
      'zeromq_errors_total{type="Push",operation="send",code="EAGAIN"} 1',
    ])
    assert.deepEqual(await samples(registry, /message_bytes_sum/), [
      'zeromq_message_bytes_sum{type="Push",direction="sent"} 100',
      'zeromq_message_bytes_sum{type="Pull",direction="received"} 100',
    ])
    await until(async () => (await samples(registry, /events_total\{type="Push",event="handshake"/)).length === 1)
    for (const end of ends) end()
  })
})

describe("tracing", () => {
  const exporter = new InMemorySpanExporter()
  const tracer = () => trace.getTracer("test")
  before(() => {
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  })
  beforeEach(() => exporter.reset())
  after(() => {
    trace.disable()
    context.disable()
    propagation.disable()
  })

  const pair = () => {
    const pull = new Pull()
    pull.bindSync("inproc://example-tracing")
    const push = new Push({ linger: 0 })
    push.connect("inproc://example-tracing")
    return { push, pull, [Symbol.dispose]: () => [push, pull].forEach((socket) => void socket.close()) }
  }

  test("the receiver's span is a child of the sender's, in the same trace", async () => {
    using sockets = pair()
    await tracer().startActiveSpan("order", async (span) => {
      await sendTraced(sockets.push, { name: "job", envelope: ["topic"], parts: ["a", "b"] })
      span.end()
    })
    const [topic, ...message] = await sockets.pull.receive(timeLimit)
    assert.equal(String(topic), "topic")
    const parts = await handleTraced("job", message, async (rest) => rest.map(String))
    assert.deepEqual(parts, ["a", "b"])

    const [send, order, handle] = exporter.getFinishedSpans()
    assert.deepEqual([send?.name, order?.name, handle?.name], ["send job", "order", "handle job"])
    assert.equal(send?.parentSpanContext?.spanId, order?.spanContext().spanId)
    assert.equal(handle?.parentSpanContext?.spanId, send?.spanContext().spanId)
    assert.equal(handle?.spanContext().traceId, order?.spanContext().traceId)
  })

  test("a handler that throws marks its span; a peer's nonsense begins a new trace", async () => {
    for (const first of ["no JSON", "3", '{"traceparent":"nonsense"}']) {
      await assert.rejects(
        handleTraced("job", [Buffer.from(first)], async () => {
          throw new Error("broken")
        }),
        /broken/,
      )
    }
    const spans = exporter.getFinishedSpans()
    assert.deepEqual(
      spans.map(({ status, parentSpanContext }) => [status.message, parentSpanContext]),
      Array(3).fill(["Error: broken", undefined]),
    )
  })

  test("messages and errors are events of the current span, also of operations that wait", async () => {
    using sockets = pair()
    const stop = addEventsToSpans()
    const receiving = tracer().startActiveSpan("receiver", async (span) => {
      await sockets.pull.receive(timeLimit)
      await sockets.pull.receive({ timeout: 0 }).catch(() => undefined)
      span.end()
    })
    await tracer().startActiveSpan("sender", async (span) => {
      await sockets.push.send("abc")
      span.end()
    })
    await receiving
    stop()
    const events = exporter.getFinishedSpans().map((span) => [span.name, span.events.map(({ name }) => name)])
    assert.deepEqual(
      new Map(events as [string, string[]][]),
      new Map([
        ["sender", ["zeromq.sent"]],
        ["receiver", ["zeromq.received", "zeromq.error"]],
      ]),
    )
  })
})

test("diagnostics: the service serves its metrics, and its spans have the trace of the sender", async () => {
  await using example = new Example("diagnostics")
  const address = await example.printed(/^Metrics at (http:\S+)$/)
  await example.printed(/^Twice 3 is 6$/)
  await example.printedTimes(/ handle double/, 3)
  const text = await (await fetch(address)).text()
  assert.match(text, /^zeromq_messages_total\{type="Dealer",direction="sent"\} 3$/m)
  assert.match(text, /^zeromq_messages_total\{type="Router",direction="sent"\} 3$/m)
  assert.match(text, /^zeromq_events_total\{type="Router",event="handshake"\} 1$/m)
  const lines = await example.stop()
  const spans = lines.filter((line) => /^[0-9a-f]{32} /.test(line)).map((line) => line.split(" ", 1)[0])
  assert.equal(spans.length, 12)
  assert.deepEqual(
    [...new Set(spans)].map((id) => spans.filter((other) => other === id).length),
    [4, 4, 4],
  )
})
