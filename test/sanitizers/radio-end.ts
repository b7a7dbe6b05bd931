// A Radio whose peers go while a message is between the frames that it is sent as: its group and its body.
import { once } from "node:events"
import { setImmediate } from "node:timers/promises"
import { Radio } from "#lib/draft"
import { bindFresh } from "../support/endpoints"
import { command, RawPeer } from "../support/zmtp"

async function main(): Promise<void> {
  const group = "g".repeat(255)
  // Longer than what libzmq keeps in a message itself.
  const body = Buffer.alloc(34)
  // The frame of the group fills a batch.
  using radio = new Radio({ linger: 0, outBatchSize: 257, sendBufferSize: 10_000 })
  const endpoint = await bindFresh(radio)
  for (let round = 0; round < 20; round++) {
    using peer = await RawPeer.connect(endpoint)
    await peer.greet("DISH")
    peer.socket.write(command("JOIN", Buffer.from(group)))
    let received = false
    peer.socket.once("data", () => {
      received = true
    })
    while (!received) {
      await radio.send(body, { group })
      await setImmediate()
    }
    const closed = once(peer.socket, "close")
    peer.socket.destroy()
    await closed
  }
}

main()
