// Messages of 4 KiB that wait until their receiver is there, of which system-calls.test.ts counts the system calls:
// stream.js <way> <count>
import assert from "node:assert/strict"
import { Pull, Push } from "#lib/index"
import { only } from "../support/elements"
import { reservedEndpoint } from "../support/endpoints"
import { runNamedProgram } from "../support/programs"

async function stream(count: number, hwm: number, batchSizes = {}): Promise<void> {
  const push = new Push({ hwm, pendingSendLimit: count, reconnectInterval: 1, ...batchSizes })
  const pull = new Pull({ hwm, ...batchSizes })
  const endpoint = reservedEndpoint()
  push.connect(endpoint)
  const message = Buffer.alloc(4096)
  const sending = Array.from({ length: count }, () => push.send(message))
  await pull.bind(endpoint)
  for (let received = 0; received < count; received++) assert.equal(only(await pull.receive()).length, message.length)
  await Promise.all(sending)
  push.close()
  pull.close()
}

runNamedProgram(module, {
  "as it is": (count: string) => stream(Number(count), 0),
  "batch sizes": (count: string) => stream(Number(count), 0, { inBatchSize: 8192, outBatchSize: 8192 }),
  "high-water marks": (count: string) => stream(Number(count), 25),
})
