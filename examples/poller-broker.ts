// The classic request broker, by hand: one loop, and a Poller that tells which side has something to say. The Router is
// for clients, the Dealer hands each request to the next worker, and every message is carried across whole.
//
// A message comes as the array of its parts, so that there are more for all but the last: what ZMQ_RCVMORE says of a part
// that was received, and ZMQ_SNDMORE of one that is sent. A request has three: the client's routing id, which the Router
// put in front, an empty one, and what the client said. Serves until Ctrl+C.
//
//   npm run example -- poller-broker [clients' endpoint [workers' endpoint]]     by default tcp://*:5559 tcp://*:5560
//
// In other terminals, in any order and number:
//   npm run example -- broker-worker
//   npm run example -- hello-client tcp://localhost:5559
import { Dealer, Poller, Router } from "zmq-napi"

async function main(clientsEndpoint = "tcp://*:5559", workersEndpoint = "tcp://*:5560"): Promise<void> {
  using clients = new Router()
  using workers = new Dealer()
  const stop = () => {
    clients.close()
    workers.close()
  }
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)

  await clients.bind(clientsEndpoint)
  console.log(`Clients at ${clients.lastEndpoint}`)
  await workers.bind(workersEndpoint)
  console.log(`Workers at ${workers.lastEndpoint}`)

  const poller = new Poller().add(clients).add(workers)
  try {
    // Ends when both are closed: a socket that is closed leaves the poller.
    for await (const ready of poller) {
      if (ready.get(clients)?.readable) await carry("Request", clients, workers)
      if (ready.get(workers)?.readable) await carry("Reply", workers, clients)
    }
  } catch (error) {
    // While there is no worker, a request waits to be sent, and then a signal may close the sockets.
    if (!clients.closed) throw error
  }
}

async function carry(what: string, from: Router | Dealer, to: Router | Dealer): Promise<void> {
  const message = await from.receive()
  const parts = message.map((part, index) => {
    const more = index < message.length - 1
    return `${part.length} bytes${more ? " and more" : ""}`
  })
  console.log(`${what}: ${parts.join(", ")}`)
  await to.send(message)
}

main(process.argv[2], process.argv[3])
