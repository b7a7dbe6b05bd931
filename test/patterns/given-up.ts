// A message of very many parts, whose connection is given up while it is received.

import assert from "node:assert/strict"
import { Context, Pull, Push } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

const parts = Array<string>(200_000).fill("")

async function run(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    const context = new Context()
    const push = new Push({ context, linger: -1 })
    using pull = new Pull({ reconnectInterval: -1 })
    pull.connect(await bindFresh(push))
    await push.send(parts)
    push.close()
    assert.equal((await pull.receive(timeLimit)).length, parts.length)
    await context.term()
  }
}

void run()
