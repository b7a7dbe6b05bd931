// Queue device: any number of clients, any number of workers, and none of them knows another, as in request-broker. But
// nothing is written by hand: the device forwards on a thread of its own, without JavaScript. Serves until Ctrl+C, and
// then says how much went through it.
//
//   npm run example -- queue-device [clients' endpoint [workers' endpoint]]     by default tcp://*:5559 tcp://*:5560
//
// In other terminals, in any order and number:
//   npm run example -- broker-worker
//   npm run example -- hello-client tcp://localhost:5559
import { device } from "zmq-napi"

async function main(clientsEndpoint = "tcp://*:5559", workersEndpoint = "tcp://*:5560"): Promise<void> {
  await using queue = device("queue", { frontend: clientsEndpoint, backend: workersEndpoint })
  process.once("SIGINT", () => queue.close())
  process.once("SIGTERM", () => queue.close())
  console.log(`Clients at ${queue.frontend}`)
  console.log(`Workers at ${queue.backend}`)

  await queue.ended
  const { frontEnd } = queue.statistics()
  console.log(`${frontEnd.messagesReceived} requests, ${frontEnd.messagesSent} replies`)
}

main(process.argv[2], process.argv[3])
