import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Pair, Poller } from "#lib/index"
import { freshAddress } from "../support/endpoints"

/** Whether the operating system calls the descriptor readable now. Asks nothing of libzmq's socket. */
function signalled({ fileDescriptor }: Pair): boolean {
  return new Poller<number>().add(fileDescriptor).pollSync(0).has(fileDescriptor)
}

describe("a socket's file descriptor", { skip: process.platform === "win32" && "it is a SOCKET there" }, () => {
  test("a socket's descriptor is readable from when a message comes until the socket is looked at", async () => {
    const address = freshAddress("inproc")
    using receiver = new Pair()
    using sender = new Pair()
    await receiver.bind(address)
    sender.connect(address)
    assert.equal(receiver.readable, false)
    assert.equal(signalled(receiver), false)
    for (const word of ["one", "two"]) {
      sender.sendSync(word)
      assert.equal(signalled(receiver), true)
      assert.equal(receiver.readable, true)
      assert.equal(signalled(receiver), false)
      assert.equal(String(receiver.receiveSync()), word)
    }
  })

  test("a socket's descriptor is its own, and the same for its life", () => {
    using one = new Pair()
    using other = new Pair()
    const { fileDescriptor } = one
    one.bindSync(freshAddress("inproc"))
    assert.equal(one.fileDescriptor, fileDescriptor)
    assert.equal(one.getOption("ZMQ_FD"), fileDescriptor)
    assert.notEqual(other.fileDescriptor, fileDescriptor)
  })
})
