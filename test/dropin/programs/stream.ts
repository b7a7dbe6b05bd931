// Raw TCP, with Node's own net at the other end.
import { once } from "node:events"
import { connect } from "node:net"
import { type MessageLike, type SocketOptions, Stream, type StreamConnectOptions } from "zeromq"

const options: SocketOptions<Stream> = { receiveTimeout: 5000, notify: true, linger: 0 }
const named: StreamConnectOptions = { routingId: "peer" }

async function run(): Promise<void> {
  const stream = new Stream(options)
  await stream.bind("tcp://127.0.0.1:*")
  const address = stream.lastEndpoint!
  const client = connect(Number(new URL(address).port), "127.0.0.1")
  await once(client, "connect")
  const [id, greeting] = await stream.receive()
  console.log(id.length, greeting.length)
  client.write("hello")
  const [from, data] = await stream.receive()
  console.log(from.equals(id), data.toString())
  const answer: [MessageLike, MessageLike] = [from, "world"]
  await stream.send(answer)
  console.log(String((await once(client, "data"))[0]))
  client.end()
  const [gone, end] = await stream.receive()
  console.log(gone.equals(id), end.length)

  const other = new Stream(options)
  other.connect(address, named)
  const [name, nothing] = await other.receive()
  console.log(String(name), nothing.length)
  stream.close()
  other.close()
}

void run()
