import { Reply, Request } from "zmq-napi"
import { type Pattern, type Setup, timeLimit } from "./pattern"

const rounds = 10

async function server({ endpoints, reportBound }: Setup): Promise<string> {
  using socket = new Reply(timeLimit)
  await socket.bind(endpoints[0])
  reportBound(socket.lastEndpoint)

  let heard = 0
  while (heard < rounds) {
    const [request] = await socket.receive()
    if (String(request) === "Hello") heard += 1
    await socket.send("World")
  }
  return `heard "Hello" ${heard} times, answered "World" each time`
}

async function client({ endpoints }: Setup): Promise<string> {
  using socket = new Request(timeLimit)
  socket.connect(endpoints[0])

  let heard = 0
  for (let round = 0; round < rounds; round++) {
    await socket.send("Hello")
    const [reply] = await socket.receive()
    if (String(reply) === "World") heard += 1
  }
  return `asked "Hello" ${rounds} times, heard "World" ${heard} times`
}

export const requestReply: Pattern<string> = {
  title: "Request-reply",
  roles: { server, client },
  first: "server",
  others: ["client"],
}
