import { Pair } from "zmq-napi"
import { type Pattern, type Setup, timeLimit } from "./pattern"

const words = 5

async function left({ endpoints, reportBound }: Setup): Promise<string> {
  using socket = new Pair(timeLimit)
  await socket.bind(endpoints[0])
  reportBound(socket.lastEndpoint)
  return await talk(socket, "left")
}

async function right({ endpoints }: Setup): Promise<string> {
  using socket = new Pair(timeLimit)
  socket.connect(endpoints[0])
  return await talk(socket, "right")
}

/** Both say everything before they listen, which request-reply would not let them. */
async function talk(socket: Pair, name: string): Promise<string> {
  for (let word = 1; word <= words; word++) await socket.send(`${name} ${word}`)
  const heard: string[] = []
  while (heard.length < words) heard.push(String(await socket.receive()))
  return `said ${words} words, heard ${heard.length}: "${heard[0]}" to "${heard.at(-1)}"`
}

export const pair: Pattern<string> = {
  title: "Exclusive pair",
  roles: { left, right },
  first: "left",
  others: ["right"],
}
