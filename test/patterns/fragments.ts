// To be run with little memory: a peer over ws goes on and on with one message, in frames of 16 MiB.
import { once } from "node:events"
import { Pull } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { timeLimit } from "../support/waiting"
import { RawWebSocket } from "../support/websocket"

async function main(): Promise<void> {
  using pull = new Pull()
  const endpoint = await bindFresh(pull, "ws")
  const endless = await RawWebSocket.greeted(endpoint)
  endless.write(endless.frame("binary", "\0", { final: false }))
  const frame = endless.frame("continuation", Buffer.alloc(16 * 1024 * 1024), { final: false })
  const end = endless.ended()
  while (!endless.socket.destroyed) {
    if (!endless.socket.write(frame)) await Promise.race([end, once(endless.socket, "drain").catch(() => {})])
  }
  await end

  const other = await RawWebSocket.greeted(endpoint)
  other.write(other.frame("binary", "\0next"))
  console.log(`refused; the ${await pull.receive(timeLimit)} message came`)
  other.socket.destroy()
}

main()
