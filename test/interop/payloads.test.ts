import assert from "node:assert/strict"
import { createHash, randomFillSync } from "node:crypto"
import { after, before, describe, test } from "node:test"
import { Dealer, Pair, Pull, Push, Router } from "#lib/index"
import { timeLimit } from "../support/waiting"
import { bindings, type Digest, Peer } from "./peer"
import { join, transports } from "./sockets"

const mebibyte = 1024 * 1024

/** The sizes of the parts of large messages. */
const large: Record<string, number[]> = {
  "1 MiB": [mebibyte],
  "64 MiB": [64 * mebibyte],
  "1 MiB between an empty and a small part": [0, mebibyte, 7],
  // Around the size from which a part is received without a copy.
  "parts of about 32 KiB": [32767, 32768, 32769, 0, 65536],
}

const count = 10_000

function digest(part: Buffer): Digest {
  return { size: part.length, sha256: createHash("sha256").update(part).digest("hex") }
}

for (const binding of bindings) {
  describe(`with a peer of ${binding}`, () => {
    let peer: Peer
    before(async () => {
      peer = await Peer.start(binding)
    })
    after(() => peer?.end())

    for (const transport of transports) {
      for (const [name, sizes] of Object.entries(large)) {
        test(`${name} each way over ${transport}`, async () => {
          using socket = new Pair()
          await using other = await peer.open("PAIR")
          await join(socket, other, "we", transport)

          const parts = sizes.map((size) => randomFillSync(Buffer.allocUnsafe(size)))
          await socket.send(parts, timeLimit)
          assert.deepEqual(await other.receiveDigests(), parts.map(digest))

          const sent = await other.sendRandom(sizes)
          assert.deepEqual((await socket.receive(timeLimit)).map(digest), sent)
        })
      }

      test(`${count} small messages keep their order from our PUSH over ${transport}`, async () => {
        using push = new Push()
        await using pull = await peer.open("PULL")
        await join(push, pull, "we", transport)
        const received = pull.receiveNumbers(count)
        for (let number = 0; number < count; number++) await push.send(String(number))
        await received
      })

      test(`${count} small messages keep their order to our PULL over ${transport}`, async () => {
        using pull = new Pull()
        await using push = await peer.open("PUSH")
        await join(pull, push, "the peer", transport)
        const sent = push.sendNumbers(count)
        for (let number = 0; number < count; number++) {
          const [received] = await pull.receive(timeLimit)
          assert.equal(String(received), String(number))
        }
        await sent
      })
    }

    test("text is UTF-8 both ways", async () => {
      using socket = new Pair()
      await using other = await peer.open("PAIR")
      await join(socket, other, "we", "tcp")
      for (const text of ["", "plain", "Zürich ⚡ 你好 👩‍👩‍👧", "a NUL \0 inside", "\ufeff a byte order mark"]) {
        await socket.send(text, timeLimit)
        assert.equal(await other.receiveText(), text)
        await other.sendText(text)
        const [part] = await socket.receive(timeLimit)
        assert.equal(String(part), text)
      }
    })

    // Of the two, only pyzmq can have such a routing id: zeromq ends it at the first NUL.
    const asDealer = { pyzmq: Buffer.from([1, 0, 2, 0xff, 0, 0]), zeromq: Buffer.from("Zürich") }
    test("our ROUTER reaches its DEALER by its routing id", async () => {
      const routingId = asDealer[binding]
      using router = new Router({ mandatory: true })
      await using dealer = await peer.open("DEALER", {
        routingId: binding === "pyzmq" ? routingId : routingId.toString(),
      })
      await join(router, dealer, "we", "tcp")
      await dealer.send(["hello"])
      assert.deepEqual(await router.receive(timeLimit), [routingId, Buffer.from("hello")])
      await router.send([routingId, "hello back"], timeLimit)
      assert.deepEqual(await dealer.receive(), [Buffer.from("hello back")])
    })

    test("a foreign ROUTER reaches each of our DEALERs, whose routing ids differ only after a NUL", async () => {
      await using router = await peer.open("ROUTER")
      const endpoint = await router.bind("tcp://127.0.0.1:*")
      const ids = ["a\0one", "a\0other", "a\0"].map((id) => Buffer.from(id))
      const dealers = ids.map((routingId) => new Dealer({ routingId }))
      try {
        for (const [place, dealer] of dealers.entries()) {
          dealer.connect(endpoint)
          await dealer.send("hello")
          assert.deepEqual(await router.receive(), [ids[place], Buffer.from("hello")])
        }
        for (const id of ids) await router.send([id, "for", id])
        for (const [place, dealer] of dealers.entries()) {
          assert.deepEqual(await dealer.receive(timeLimit), [Buffer.from("for"), ids[place]])
        }
      } finally {
        for (const dealer of dealers) dealer.close()
      }
    })
  })
}
