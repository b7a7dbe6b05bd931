// Weather reader: takes ten updates of one zip code and prints their averages.
//
//   npm run example -- weather-reader [zip [endpoint]]  by default 10001 tcp://localhost:5562
//
// In other terminals: npm run example -- weather-proxy, and npm run example -- weather-station
import { Subscriber } from "zmq-napi"

const updates = 10

async function main(zip = "10001", endpoint = "tcp://localhost:5562"): Promise<void> {
  using reader = new Subscriber()
  reader.connect(endpoint)
  reader.subscribe(zip)
  console.log(`Reading the weather of ${zip} at ${endpoint}`)

  let temperatures = 0
  let humidities = 0
  for (let update = 1; update <= updates; update++) {
    const [place, temperature, humidity] = await reader.receive()
    console.log(`${place}: ${temperature} °C, ${humidity} % humidity`)
    temperatures += Number(temperature)
    humidities += Number(humidity)
  }
  const averages = `${(temperatures / updates).toFixed(1)} °C, ${(humidities / updates).toFixed(1)} %`
  console.log(`Average of ${updates} updates of ${zip}: ${averages}`)
}

main(process.argv[2], process.argv[3])
