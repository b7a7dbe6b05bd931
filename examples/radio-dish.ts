// A radio that sends in groups, and a dish that has joined one of them, over UDP: draft sockets. Nobody is told when a
// datagram is lost, so the radio goes on until the dish has heard what it wanted.
//
//   npm run example -- radio-dish [group [endpoint]]
import { Dish, Radio } from "zmq-napi/draft"

const [, , joined = "weather", endpoint = "udp://127.0.0.1:5570"] = process.argv
const wanted = 3

async function main(): Promise<void> {
  using dish = new Dish()
  using radio = new Radio()
  dish.join(joined)
  await dish.bind(endpoint)
  radio.connect(endpoint)

  let update = 0
  const sending = setInterval(() => {
    update += 1
    for (const group of ["weather", "news", "sports"]) void radio.send(`update ${update}`, { group })
  }, 50)
  for (let heard = 0; heard < wanted; heard++) {
    const [text, { group }] = await dish.receive()
    console.log(`${group}: ${text}`)
  }
  clearInterval(sending)
}

main()
