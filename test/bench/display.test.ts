import assert from "node:assert/strict"
import { PassThrough } from "node:stream"
import { test } from "node:test"
import { createDisplay } from "../../bench/display"
import { artificialCell } from "./report-fixture"

const failure = "zeromq pull ended with SIGABRT\nso it said"
const cell = artificialCell("throughput", { "zmq-napi": { rate: 2000 }, zeromq: failure }, { id: "throughput tcp 16" })
const planned = { ...cell, quick: true, contenders: [] }
const contender = { driver: "zmq-napi", style: "each", name: "zmq-napi", measure: () => assert.fail() } as const
const lines = `throughput tcp 16: zmq-napi 2.00 k/s, zeromq FAILED
  zeromq: zeromq pull ended with SIGABRT
    so it said
`

for (const [where, properties] of [
  ["where there is no terminal", {}],
  ["on a terminal that does not know its width", { isTTY: true, columns: 0 }],
] as const) {
  test(`a plain line for each cell ${where}, with what the failed had to say`, { timeout: 10_000 }, async () => {
    const stream = Object.assign(new PassThrough(), properties)
    const display = await createDisplay(stream as unknown as NodeJS.WriteStream)
    display.begin(1)
    display.round(planned, contender, 0, 5)
    display.cell(cell)
    display.end()
    assert.equal(String(stream.read()), lines)
  })
}
