import assert from "node:assert/strict"
import net from "node:net"
import { test } from "node:test"
import { binding } from "#lib/addon/binding"
import { Pull } from "#lib/index"
import { handleOf } from "#lib/socket/socket"
import { bindFresh } from "../support/endpoints"
import { SeededRandom } from "../support/seeded-random"
import { timeLimit } from "../support/waiting"

const lengths = [0, 1, 33, 34, 40, 255, 256, 257, 1000, 9000]
const cuts = [1, 1, 2, 3, 8, 9, 10, 33, 200, 20_000]

/** A frame as ZMTP 3 has it, with the length in eight bytes also where one would do, as peers may send it. */
function frame(part: Buffer, more: boolean, random: SeededRandom): Buffer {
  if (part.length < 256 && random.below(4) > 0) return Buffer.concat([Buffer.from([more ? 1 : 0, part.length]), part])
  const header = Buffer.alloc(9)
  header[0] = more ? 3 : 2
  header.writeBigUInt64BE(BigInt(part.length), 1)
  return Buffer.concat([header, part])
}

function handshake(): Buffer {
  const greeting = Buffer.alloc(64)
  greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0])
  greeting.write("NULL", 12)
  const ready = Buffer.from("\x05READY\x0bSocket-Type\0\0\0\x04PUSH", "latin1")
  return Buffer.concat([greeting, Buffer.from([4, ready.length]), ready])
}

/** A Push of the bare protocol. Until the other side is ready too, a message would be a fault of the handshake. */
async function connectPeer(port: number): Promise<net.Socket> {
  const peer = net.connect({ port, host: "127.0.0.1", noDelay: true })
  peer.write(handshake())
  let received = 0
  for await (const chunk of peer.iterator({ destroyOnReturn: false })) {
    received += chunk.length
    if (received > 64 + 2) return peer
  }
  throw new Error("the connection ended")
}

/** Messages of one to three parts that a peer sends in pieces come whole. */
async function receivesPieces(pull: Pull, seed: number): Promise<void> {
  const random = new SeededRandom(seed)
  const messages = Array.from({ length: 150 }, (_, index) =>
    Array.from({ length: 1 + random.below(3) }, () => Buffer.alloc(random.pick(lengths), index)),
  )
  const bytes = Buffer.concat(
    messages.flatMap((message) => message.map((part, at) => frame(part, at < message.length - 1, random))),
  )
  const peer = await connectPeer(Number(new URL(await bindFresh(pull)).port))
  const write = async () => {
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + random.pick(cuts))
      at += piece.length
      await new Promise((resolve) => peer.write(piece, resolve))
    }
  }
  const written = write()
  for (const message of messages) assert.deepEqual(await pull.receive(timeLimit), message, `seed ${seed}`)
  await written
  peer.destroy()
}

for (const size of [9, 10, 16, 33, 34, 100, 1_000_001]) {
  test(`with an inBatchSize of ${size}, what comes in pieces of any size comes whole`, async () => {
    using pull = new Pull({ inBatchSize: size, receiveHighWaterMark: 0 })
    await receivesPieces(pull, size)
  })
}

test("an inBatchSize with which other builds of libzmq write over their memory is refused", () => {
  for (let size = 1; size < 9; size++) assert.throws(() => new Pull({ inBatchSize: size }), RangeError)
})

test("set in libzmq itself, one that cannot hold the header of a long message does no harm", async () => {
  const long = Buffer.alloc(40, "long")
  const header = Buffer.of(2, 0, 0, 0, 0, 0, 0, 0, long.length)
  // What is left of a long message is read alone, so that a batch begins behind it. Behind one of the short messages it ends
  // between the first byte of the header and the length.
  const short = Array.from({ length: 8 }, (_, length) => Buffer.alloc(length, "short"))
  const bytes = Buffer.concat(short.flatMap((part) => [Buffer.of(0, part.length), part, header, long]))
  for (let size = 1; size < 9; size++) {
    using pull = new Pull({ receiveHighWaterMark: 0 })
    binding.setInt32(pull[handleOf].id, binding.constants.ZMQ_IN_BATCH_SIZE!, size)
    const peer = await connectPeer(Number(new URL(await bindFresh(pull)).port))
    peer.write(bytes)
    for (const part of short) {
      assert.deepEqual(await pull.receive(timeLimit), [part])
      assert.deepEqual(await pull.receive(timeLimit), [long])
    }
    peer.destroy()
    await receivesPieces(pull, size)
  }
})
