// Uses sockets while a subscriber of each channel throws. Prints the uncaught errors.
import { subscribe } from "node:diagnostics_channel"
import { Pull, Push } from "#lib/index"
import { timeLimit, until } from "../support/waiting"
import { allChannels } from "./subscription"

const uncaught = new Set<string>()
process.on("uncaughtException", ({ message }) => {
  if (!uncaught.has(message)) console.log(`uncaught ${message}`)
  uncaught.add(message)
})
for (const name of allChannels) {
  subscribe(name, () => {
    throw new Error(name)
  })
}

async function main(): Promise<void> {
  const pull = new Pull()
  await pull.bind("tcp://127.0.0.1:*")
  const endpoint = pull.lastEndpoint as string
  const push = new Push({ linger: 0 })
  push.connect(endpoint)
  const received = pull.receive(timeLimit)
  await push.send("abc")
  if (String(await received) !== "abc") throw new Error("another message")
  await pull.receive({ timeout: 1 }).catch(() => undefined)
  push.disconnect(endpoint)
  await pull.unbind(endpoint)
  push.close()
  pull.close()
  await until(() => uncaught.size === allChannels.length)
  console.log("done")
}

void main()
