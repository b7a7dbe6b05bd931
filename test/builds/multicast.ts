// One side of a multicast: `multicast.js publish <endpoint>` sends numbered messages until it is ended,
// `multicast.js subscribe <endpoint> <count>` prints what it receives, one line a message.
import { Publisher, Subscriber } from "#lib/index"

const [side, endpoint, count] = process.argv.slice(2)
/** In kbit/s; the default of 100 would take seconds for what is sent here. */
const rate = 20_000
const large = Buffer.alloc(5000, "x")

async function publish(): Promise<void> {
  using publisher = new Publisher({ rate })
  publisher.connect(endpoint)
  for (let number = 0; ; number++) {
    await publisher.send(["other", String(number)])
    await publisher.send(["feed", String(number), "", number % 10 === 0 ? large : Buffer.from([0, number & 255, 0])])
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

async function subscribe(): Promise<void> {
  using subscriber = new Subscriber({ rate })
  subscriber.subscribe("feed")
  subscriber.connect(endpoint)
  for (let received = 0; received < Number(count); received++) {
    console.log(JSON.stringify((await subscriber.receive()).map((part) => part.toString("latin1"))))
  }
}

const done = side === "publish" ? publish() : subscribe()
done.catch((error) => {
  console.error(error)
  process.exit(1)
})
