// The draft sockets: routing ids, groups, datagrams.
import { createSocket } from "node:dgram"
import { once } from "node:events"
import type { Message, Socket } from "zeromq"
import { Client, Datagram, Dish, Gather, Radio, Scatter, Server } from "zeromq/draft"

async function serve(): Promise<void> {
  const server = new Server({ receiveTimeout: 5000 })
  await server.bind("tcp://127.0.0.1:*")
  const client = new Client({ receiveTimeout: 5000, linger: 0 })
  client.connect(server.lastEndpoint!)
  await client.send("question")
  const [question, { routingId }] = await server.receive()
  console.log(String(question), typeof routingId)
  await server.send("answer", { routingId })
  const [answer]: [Message] = await client.receive()
  console.log(String(answer))
  await server.send("x", { routingId: routingId + 1 }).catch((error) => console.log(error.code))
  end(server, client)
}

async function share(): Promise<void> {
  const gather = new Gather({ receiveTimeout: 5000 })
  await gather.bind("inproc://gather")
  const scatter = new Scatter({ linger: 0 })
  scatter.connect("inproc://gather")
  await scatter.send("work")
  for await (const [work] of gather) {
    console.log(String(work))
    break
  }
  end(gather, scatter)
}

async function broadcast(): Promise<void> {
  const radio = new Radio({ linger: 0 })
  await radio.bind("tcp://127.0.0.1:*")
  const dish = new Dish({ receiveTimeout: 100 })
  dish.join("news", Buffer.from("sports"))
  dish.leave("sports")
  dish.connect(radio.lastEndpoint!)
  for (let received = false; !received; ) {
    await radio.send("unheard", { group: "sports" })
    await radio.send("heard", { group: "news" })
    received = await dish.receive().then(
      ([message, { group }]) => {
        console.log(String(message), String(group))
        return true
      },
      () => false,
    )
  }
  end(radio, dish)
}

async function datagrams(): Promise<void> {
  const peer = createSocket("udp4").bind(0, "127.0.0.1")
  const other = createSocket("udp4").bind(0, "127.0.0.1")
  await Promise.all([once(peer, "listening"), once(other, "listening")])
  const { port } = other.address()
  await new Promise<void>((resolve) => other.close(resolve))
  const datagram = new Datagram({ receiveTimeout: 5000 })
  await datagram.bind(`udp://127.0.0.1:${port}`)
  // An I/O thread opens the port, a moment later.
  const sending = setInterval(() => peer.send("hello", port, "127.0.0.1"), 5)
  const [address, data] = await datagram.receive()
  clearInterval(sending)
  console.log(String(address).startsWith(`127.0.0.1:${peer.address().port}`), String(data))
  await datagram.send([address, "back"])
  console.log(String((await once(peer, "message"))[0]))
  peer.close()
  end(datagram)
}

function end(...sockets: Socket[]): void {
  for (const socket of sockets) socket.close()
}

void serve().then(share).then(broadcast).then(datagrams)
