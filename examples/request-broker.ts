// Request broker, by hand: any number of clients, any number of workers, and none of them knows another. The Router
// puts the client's routing id in front of a request and takes it off the reply; the Dealer hands each request to the
// next worker. The broker only carries whole messages across. Serves until Ctrl+C.
//
//   npm run example -- request-broker [clients' endpoint [workers' endpoint]]     by default tcp://*:5559 tcp://*:5560
//
// In other terminals, in any order and number:
//   npm run example -- broker-worker
//   npm run example -- hello-client tcp://localhost:5559
import { Dealer, Router } from "zmq-napi"

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

  await Promise.all([forward(clients, workers), forward(workers, clients)])
}

async function forward(from: Router | Dealer, to: Router | Dealer): Promise<void> {
  try {
    for await (const message of from) await to.send(message)
  } catch (error) {
    // While there is no worker, a request waits here, and then a signal may close the sockets.
    if (!to.closed) throw error
  }
}

main(process.argv[2], process.argv[3])
