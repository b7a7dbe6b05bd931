// Routing ids, named connections, peers that are not there.
import { Dealer, Request, Router, type RouterConnectOptions } from "zeromq"

async function run(): Promise<void> {
  const router = new Router({ mandatory: true, handover: true, receiveTimeout: 5000, linger: 0 })
  await router.bind("tcp://127.0.0.1:*")
  const address = router.lastEndpoint!

  const dealer = new Dealer({ routingId: "dealer", probeRouter: true, receiveTimeout: 5000, linger: 0 })
  console.log(dealer.routingId)
  dealer.connect(address)
  const probe = await router.receive()
  console.log("probe", probe.map(String))
  await dealer.send(["one", "two"])
  const [id = null, ...parts] = await router.receive()
  console.log(String(id), parts.map(String))
  await router.send([id, "back"])
  console.log(String((await dealer.receive())[0]))
  await router.send(["nobody", "x"]).catch((error) => console.log(error.code, error.errno))

  const request = new Request({ routingId: "client", receiveTimeout: 5000, correlate: true, relaxed: true, linger: 0 })
  request.connect(address)
  await request.send("question")
  const [client = null, correlation = null, delimiter = null, question] = await router.receive()
  console.log(String(client), correlation?.length, delimiter?.length, String(question))
  await router.send([client, correlation, delimiter, "answer"])
  console.log(String((await request.receive())[0]))

  const server = new Dealer({ routingId: "server", receiveTimeout: 5000, linger: 0 })
  await server.bind("tcp://127.0.0.1:*")
  const options: RouterConnectOptions = { routingId: "named" }
  router.connect(server.lastEndpoint!, options)
  await router.send(["named", "hello"])
  console.log(String((await server.receive())[0]))
  await server.send("world")
  console.log((await router.receive()).map(String))
  for (const socket of [router, dealer, request, server]) socket.close()
}

void run()
