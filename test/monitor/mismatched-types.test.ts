import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Context, type EventOfType, Publisher, Push } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { eventOf } from "../support/events"
import { authenticate, links } from "../support/mechanisms"
import { patched } from "../support/patched"

function check(event: EventOfType<"handshake:error:protocol">, endpoint: string): void {
  assert.deepEqual([event.address, event.error.code], [endpoint, "ERR_ZMTP_INVALID_METADATA"])
}

describe("a peer of a type that does not fit is reported", patched, () => {
  // Over inproc: test/patterns/inproc-types.test.ts.
  for (const link of links.filter(({ transport }) => transport !== "inproc")) {
    test(`over ${link.name}`, async () => {
      await using context = new Context()
      using publisher = new Publisher({ context })
      using push = new Push({ context, linger: 0 })
      await using authenticator = authenticate(context)
      link.secure(publisher, push)
      const bound = publisher.observe()
      const connected = push.observe()
      const endpoint = await bindFresh(publisher, link.transport)
      push.connect(endpoint)
      // Without a secret, both sides learn the type at once, and who is first ends the connection. Otherwise the server is.
      const reported = [bound, ...(link.name === link.transport ? [connected] : [])]
      check(await Promise.any(reported.map((observer) => eventOf(observer, "handshake:error:protocol"))), endpoint)
      assert.ok(authenticator.running)
    })
  }
})
