// A client in the blocking style: request.js <endpoint>
import { Request } from "#lib/index"

using socket = new Request()
socket.connect(process.argv[2]!)
for (let request = 0; request < 10; request++) {
  socket.sendSync(String(request))
  const [message] = socket.receiveSync()
  console.log(`Received reply ${request} [ ${message} ]`)
}
