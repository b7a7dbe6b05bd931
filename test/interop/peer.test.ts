import assert from "node:assert/strict"
import { test } from "node:test"
import { bindings, Peer, withoutPyzmq } from "./peer"

const expected = {
  pyzmq: { binding: /^pyzmq \d+\./, libzmq: /^4\./ },
  zeromq: { binding: /^zeromq 6\.8\.0$/, libzmq: /^4\./ },
}

test("pyzmq is there to be tested against", { skip: withoutPyzmq }, () => assert.ok(bindings.includes("pyzmq")))

for (const binding of bindings) {
  test(`the peer of ${binding} says what it is, and ends on request`, async () => {
    const peer = await Peer.start(binding)
    await peer.end()
    assert.match(peer.about.binding, expected[binding].binding)
    assert.match(peer.about.libzmq, expected[binding].libzmq)
  })

  test(`the peer of ${binding} says what it could not do, and goes on`, async () => {
    const peer = await Peer.start(binding)
    try {
      await assert.rejects(peer.open("NONSENSE"), { message: new RegExp(`^${binding}: open: `) })
      await using socket = await peer.open("PAIR")
      await assert.rejects(socket.bind("nonsense"), { message: new RegExp(`^${binding}: bind: .*Invalid argument`) })
    } finally {
      await peer.end()
    }
  })
}

test("where CI lacks pyzmq, the failure names the package of Debian to install", async () => {
  // -S: Python without the folder where Debian's packages are.
  const script: [string, ...string[]] = ["/usr/bin/python3", "-S", "-c", "import zmq"]
  await assert.rejects(Peer.start("pyzmq", script), {
    message: /^The pyzmq peer ended \(code 1\)\. It needs the Debian package python3-zmq/,
  })
})

test("where CI lacks Python, the failure names the package of Debian to install", async () => {
  await assert.rejects(Peer.start("pyzmq", ["/usr/bin/no-such-python3"]), {
    message: /^The pyzmq peer ended \(.*ENOENT\)\. It needs the Debian package python3-zmq/,
  })
})
