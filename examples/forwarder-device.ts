// Forwarder device: stations and readers of weather meet here, as in weather-proxy, but the device forwards on a thread of
// its own. A capture shows what goes through: a subscriber of it prints the first bytes of every message, readers'
// subscriptions included. Serves until Ctrl+C.
//
//   npm run example -- forwarder-device [stations' endpoint [readers' endpoint]]   by default tcp://*:5561 tcp://*:5562
//
// In other terminals, in any order and number:
//   npm run example -- weather-station
//   npm run example -- weather-reader 10001
import { device, Subscriber } from "zmq-napi"

async function main(stationsEndpoint = "tcp://*:5561", readersEndpoint = "tcp://*:5562"): Promise<void> {
  using watcher = new Subscriber()
  watcher.subscribe()
  watcher.connect("inproc://copies")
  await using forwarder = device("forwarder", {
    frontend: stationsEndpoint,
    backend: readersEndpoint,
    capture: "inproc://copies",
  })
  const stop = () => {
    forwarder.close()
    watcher.close()
  }
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)
  console.log(`Stations at ${forwarder.frontend}`)
  console.log(`Readers at ${forwarder.backend}`)

  for await (const [first] of watcher) console.log(JSON.stringify(first?.toString("latin1", 0, 20)))
  await forwarder.ended
}

main(process.argv[2], process.argv[3])
