// A server and two clients, as the texts about zeromq 6 write them.
import * as zmq from "zeromq"
import { type Reply, Request } from "zeromq"

async function serve(reply: Reply, rounds: number): Promise<void> {
  let served = 0
  for await (const [message] of reply) {
    await reply.send(2 * parseInt(String(message), 10))
    served += 1
    if (served === rounds) break
  }
  console.log("served", served)
}

async function run(): Promise<void> {
  const reply = new zmq.Reply()
  await reply.bind("tcp://127.0.0.1:*")
  const serving = serve(reply, 4)

  const first = new Request({ receiveTimeout: 5000, linger: 0 })
  const second = new Request()
  for (const request of [first, second]) request.connect(reply.lastEndpoint!)
  for (const number of ["4", "21"]) {
    for (const request of [first, second]) {
      await request.send(number)
      const [result] = await request.receive()
      console.log("answer", result?.toString(), Buffer.isBuffer(result))
    }
  }
  await serving

  await first.send("1")
  await reply.receive()
  await reply.send(null)
  const [empty] = await first.receive()
  console.log("empty", empty?.length)

  reply.close()
  console.log(reply.closed, first.closed)
  for (const socket of [first, second]) socket.close()
}

void run()
