// Weather proxy, by hand: stations and readers meet here. Weather goes from the stations to the readers, and the
// readers' subscriptions, which are messages to these sockets, go to the stations, so that what nobody reads is never
// sent. Each message keeps its parts. Serves until Ctrl+C.
//
//   npm run example -- weather-proxy [stations' endpoint [readers' endpoint]]   by default tcp://*:5561 tcp://*:5562
//
// In other terminals, in any order and number:
//   npm run example -- weather-station
//   npm run example -- weather-reader 10001
import { XPublisher, XSubscriber } from "zmq-napi"

async function main(stationsEndpoint = "tcp://*:5561", readersEndpoint = "tcp://*:5562"): Promise<void> {
  using stations = new XSubscriber()
  using readers = new XPublisher()
  const stop = () => {
    stations.close()
    readers.close()
  }
  process.once("SIGINT", stop)
  process.once("SIGTERM", stop)

  await stations.bind(stationsEndpoint)
  console.log(`Stations at ${stations.lastEndpoint}`)
  await readers.bind(readersEndpoint)
  console.log(`Readers at ${readers.lastEndpoint}`)

  await Promise.all([forward(stations, readers), forward(readers, stations)])
}

async function forward(from: XSubscriber | XPublisher, to: XSubscriber | XPublisher): Promise<void> {
  for await (const parts of from) {
    if (!to.closed) await to.send(parts)
  }
}

main(process.argv[2], process.argv[3])
