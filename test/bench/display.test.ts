import assert from "node:assert/strict"
import { PassThrough } from "node:stream"
import { describe, it } from "node:test"
import { createDisplay } from "../../bench/display"
import type { Cell } from "../../bench/result"

const cell: Cell = {
  id: "throughput tcp 16",
  scenario: "throughput",
  transport: "tcp",
  size: 16,
  parts: 1,
  peers: 1,
  contenders: [
    {
      driver: "zmq-napi",
      style: "each",
      name: "zmq-napi",
      rounds: [{ rate: 2000 }],
      summary: { rate: { median: 2000, min: 2000, max: 2000 }, ratios: {} },
    },
    {
      driver: "zeromq",
      style: "each",
      name: "zeromq",
      rounds: [],
      failure: "zeromq pull ended with SIGABRT\nso it said",
    },
  ],
}
const planned = { ...cell, quick: true, contenders: [] }
const contender = { driver: "zmq-napi", style: "each", name: "zmq-napi", measure: () => assert.fail() } as const

/** What the display writes to a stream with these properties. */
async function shown(properties: object): Promise<string> {
  const stream = Object.assign(new PassThrough(), properties)
  const display = await createDisplay(stream as unknown as NodeJS.WriteStream)
  display.begin(1)
  display.round(planned, contender, 0, 5)
  display.cell(cell)
  display.end()
  return String(stream.read())
}

const lines = `throughput tcp 16: zmq-napi 2.00 k/s, zeromq FAILED
  zeromq: zeromq pull ended with SIGABRT
    so it said
`

describe("the display", () => {
  it("is a plain line for each cell where there is no terminal, with what the failed had to say", async () => {
    assert.equal(await shown({}), lines)
  })

  it("is the same on a terminal that does not know its width", { timeout: 10_000 }, async () => {
    assert.equal(await shown({ isTTY: true, columns: 0 }), lines)
  })
})
