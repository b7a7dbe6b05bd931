// Streamer device: producers push work in, and each piece goes to the next of the consumers behind. Here both are in this
// program: two producers, three consumers, and the share of each, which is equal.
//
//   npm run example -- streamer-device [pieces of work]     by default 30
import { device, Pull, Push } from "zmq-napi"

async function main(pieces = 30): Promise<void> {
  await using streamer = device("streamer", { frontend: "tcp://127.0.0.1:*", backend: "inproc://consumers" })

  const consumers = ["Ada", "Ben", "Cem"].map((name) => ({ name, socket: new Pull(), done: 0 }))
  let left = pieces
  const consuming = consumers.map(async (consumer) => {
    consumer.socket.connect(streamer.backend[0]!)
    for await (const _ of consumer.socket) {
      consumer.done++
      left--
      if (left === 0) for (const { socket } of consumers) socket.close()
    }
  })

  const producers = [new Push(), new Push()]
  for (const producer of producers) producer.connect(streamer.frontend[0]!)
  for (let piece = 0; piece < pieces; piece++) await producers[piece % 2]!.send(`piece ${piece}`)

  await Promise.all(consuming)
  for (const producer of producers) producer.close()
  for (const { name, done } of consumers) console.log(`${name} did ${done} of ${pieces}`)
}

main(Number(process.argv[2] ?? 30))
