// One side of a multicast: `multicast.js publish <endpoint>` sends numbered messages until it is ended,
// `multicast.js subscribe <endpoint> <count>` prints what it receives, one line a message. Over norm a message is one part.

import { Publisher, Subscriber } from "#lib/index"
import { only } from "../support/elements"

const [side, endpoint = "", count] = process.argv.slice(2)
/** In kbit/s; the default of 100 would take seconds for what is sent here. */
const rate = 20_000
const large = Buffer.alloc(5000, "x")
const joined = endpoint.startsWith("norm:")

async function publish(): Promise<void> {
  using publisher = new Publisher({ rate })
  publisher.connect(endpoint)
  for (let number = 0; ; number++) {
    await publisher.send(joined ? `other,${number}` : ["other", `${number}`])
    const body = number % 10 === 0 ? large : Buffer.from([0, number & 255, 0])
    await publisher.send(
      joined ? Buffer.concat([Buffer.from(`feed,${number},,`), body]) : ["feed", `${number}`, "", body],
    )
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

async function subscribe(): Promise<void> {
  using subscriber = new Subscriber({ rate })
  subscriber.subscribe("feed")
  subscriber.connect(endpoint)
  for (let received = 0; received < Number(count); received++) {
    const parts = (await subscriber.receive()).map((part) => part.toString("latin1"))
    console.log(JSON.stringify(joined ? split(only(parts)) : parts))
  }
}

/** The four fields of a message of one part; the last may hold commas. */
function split(text: string): string[] {
  const fields = text.split(",", 3)
  return [...fields, text.slice(fields.join(",").length + 1)]
}

const done = side === "publish" ? publish() : subscribe()
done.catch((error) => {
  console.error(error)
  process.exit(1)
})
