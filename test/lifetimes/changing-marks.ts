// A socket whose high-water marks are set while its peers come and go: changing-marks.js <transport>
import { Pull, Push } from "#lib/index"
import { bindFresh, type Transport } from "../support/endpoints"
import { timeLimit } from "../support/waiting"

const [transport] = process.argv.slice(2) as [Transport]

async function run(): Promise<void> {
  using socket = new Pull()
  const endpoint = await bindFresh(socket, transport)
  for (let round = 0; round < 300; round++) {
    const push = new Push()
    push.connect(endpoint)
    await push.send("message")
    await socket.receive(timeLimit)
    push.close()
    for (let mark = 1; mark <= 20; mark++) {
      // Asking for the state makes the socket take notice of the peer's end.
      void socket.readable
      socket.receiveHighWaterMark = mark
      await new Promise(setImmediate)
    }
  }
}

void run()
