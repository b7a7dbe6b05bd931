// Pair: two processes talk to each other, and to nobody else. Both send as they like, without taking turns.
//
//   npm run example -- pair [endpoint]                  by default tcp://127.0.0.1:*, any free port
//
// For pairs between threads, see pair-threads.
import { fork } from "node:child_process"
import { once } from "node:events"
import { Pair } from "zmq-napi"

async function left(endpoint = "tcp://127.0.0.1:*"): Promise<void> {
  using pair = new Pair()
  await pair.bind(endpoint)
  console.log(`left: bound to ${pair.lastEndpoint}`)

  const peer = fork(__filename, ["right", pair.lastEndpoint!])
  const exit = once(peer, "exit")
  await talk("left", pair)
  await exit
}

async function right(endpoint: string): Promise<void> {
  // It would wait for ever for a peer that was killed.
  process.once("disconnect", () => process.exit())

  using pair = new Pair({ linger: 1000 })
  pair.connect(endpoint)
  await talk("right", pair)
}

async function talk(name: string, pair: Pair): Promise<void> {
  for (const ordinal of ["first", "second", "third"]) await pair.send(`${ordinal} word of ${name}`)
  for (let words = 1; words <= 3; words++) console.log(`${name}: heard the ${await pair.receive()}`)
}

const [role, endpoint = ""] = process.argv.slice(2)
if (role === "right") void right(endpoint).then(() => process.disconnect())
else void left(role)
