// Parts of all sizes arrive whole, are the receiver's own, and outlive their socket and its context.
import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { Context, Pull, Push } from "#lib/index"
import { bindFresh, type Transport } from "../../support/endpoints"
import { timeLimit } from "../../support/waiting"

const sizes = [0, 1, 1000, 32_767, 32_768, 65_535, 65_536, 65_537, 1_000_000, 10_000_000]

async function check(transport: Transport): Promise<void> {
  const context = new Context()
  const pull = new Pull({ context })
  const push = new Push({ context })
  push.connect(await bindFresh(pull, transport))
  const sent = sizes.map((size) => randomBytes(size))
  for (const bytes of sent) await push.send([bytes, "between", bytes], timeLimit)
  const received: Buffer[][] = []
  while (received.length < sent.length) received.push(await pull.receive(timeLimit))
  pull.close()
  push.close()
  await context.term()
  globalThis.gc!()

  for (const [index, bytes] of sent.entries()) {
    const [first, between, last] = received[index]!
    assert.ok(Buffer.isBuffer(first) && Buffer.isBuffer(last))
    assert.ok(first.equals(bytes) && last.equals(bytes))
    assert.equal(String(between), "between")
    if (bytes.length === 0) continue
    first.fill(1)
    assert.ok(last.equals(bytes), "each part has its own bytes")
    assert.deepEqual(structuredClone(first), new Uint8Array(bytes.length).fill(1))
    // Memory that no other part is in is the receiver's alone, and keeps nothing else alive.
    if (bytes.length >= 65_536) assert.equal(first.buffer.byteLength, bytes.length)
  }
  if (process.env.ZMQ_NAPI_EXTERNAL_BUFFERS === "off") checkTransfer(received.at(-1)![0]!)
}

function checkTransfer(part: Buffer): void {
  const expected = Buffer.from(part)
  const moved = structuredClone(part, { transfer: [part.buffer as ArrayBuffer] })
  assert.ok(expected.equals(moved))
  assert.equal(part.length, 0)
}

async function run(): Promise<void> {
  for (const transport of ["inproc", "tcp", "ipc"] as const) await check(transport)
  console.log("checked")
}

void run()
