// A server in the blocking style: reply.js <endpoint>
import { Reply } from "#lib/index"

using socket = new Reply()
socket.bindSync(process.argv[2]!)
for (let count = 0; count < 10; count++) {
  const [message] = socket.receiveSync()
  console.log(`Received request ${message}`)
  socket.sendSync(`World ${message}`)
}
