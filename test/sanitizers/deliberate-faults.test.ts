// That `npm run test:leaks` can fail: each kind of fault, made on purpose, is found and names the line that made it.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { findingsOf, skip } from "./findings"

// A leak looks the same however the program ends; that it is looked for at each end is what the last two show.
const faults: readonly [fault: string, end: string, finding: RegExp][] = [
  ["forgotten bytes", "end", /^Direct leak.*deliberate_faults\.cc/s],
  ["forgotten context", "end", /^Direct leak.*zmq_ctx_new.*deliberate_faults\.cc/s],
  ["read beyond the end", "end", /AddressSanitizer: heap-buffer-overflow.*deliberate_faults\.cc/s],
  ["read after free", "end", /AddressSanitizer: heap-use-after-free.*deliberate_faults\.cc/s],
  ["integer overflow", "end", /deliberate_faults\.cc:\d+:\d+: runtime error: signed integer overflow/],
  ["forgotten message", "exit", /^Direct leak.*zmq::msg_t::init_size.*deliberate_faults\.cc/s],
  ["forgotten message", "worker", /^Direct leak.*zmq::msg_t::init_size.*deliberate_faults\.cc/s],
]

describe("The sanitizers see", { skip }, () => {
  for (const [fault, end, finding] of faults) {
    test(`${fault}, by a program's ${end}`, async () => {
      const found = await findingsOf("deliberate-fault", fault, end)
      assert.ok(
        found.some((text) => finding.test(text)),
        found.join("\n\n") || "nothing was found",
      )
    })
  }
  test("no fault in a correct program", async () =>
    assert.deepEqual(await findingsOf("deliberate-fault", "nothing", "exit"), []))
})
