import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { runProgram } from "../support/child"
import { thoroughOnly } from "../support/thorough"
import { names as memories } from "./programs/bounded"
import { names as ends } from "./programs/thread-end"

// In Electron, say, there is no memory that V8 has not made; the variable makes it so here.
const settings = { allowed: "", off: "off" }

for (const [name, setting] of Object.entries(settings)) {
  describe(`external buffers: ${name}`, { concurrency: 2 }, () => {
    const env = { ZMQ_NAPI_EXTERNAL_BUFFERS: setting }

    test("parts of all sizes arrive whole, and outlive socket and context", async () => {
      assert.equal(await runProgram("message/programs/contents", [], { env }), "checked\n")
    })

    for (const memory of memories) {
      test(`memory: ${memory}`, { skip: thoroughOnly }, async () => {
        assert.equal(await runProgram("message/programs/bounded", [memory], { env }), "checked\n")
      })
    }

    for (const end of ends) {
      test(`with messages under way, ${end}`, async () => {
        const code = end === "the process exits" ? 7 : 0
        assert.equal(await runProgram("message/programs/thread-end", [end], { env, code }), "checked\n")
      })
    }
  })
}
