// Freelance: a client of several servers, without a broker. It pings them, asks the first that is alive, and turns to
// another when there is no reply. Start two or three servers, and kill some of them while the client asks.
//
//   npm run example -- freelance server [endpoint [milliseconds of work]]              tcp://*:5610
//   npm run example -- freelance client requests endpoint [endpoint ...]
//
// --heartbeat <milliseconds>, by default 1000: how often servers are pinged, and how long a reply may take.
import { setTimeout } from "node:timers/promises"
import { Router } from "zmq-napi"
import { runRole, type Terms } from "../roles"
import { FreelanceClient, NoServerError } from "./client"
import { PING, PONG } from "./protocol"

async function server([endpoint = "tcp://*:5610", milliseconds = "10"]: string[], { signal }: Terms) {
  using socket = new Router({ linger: 1000 })
  signal.addEventListener("abort", () => socket.drain())
  await socket.bind(endpoint)
  console.log(`Serving at ${socket.lastEndpoint}`)
  for await (const [client, kind, ...body] of socket) {
    if (String(kind) === PING) {
      await socket.send([client!, PONG])
    } else {
      await setTimeout(Number(milliseconds))
      await socket.send([client!, kind!, `${body.join(" ")} done by ${process.pid}`])
    }
  }
}

async function client([count = "100", ...endpoints]: string[], { heartbeat, signal }: Terms) {
  using client = new FreelanceClient(endpoints, { heartbeat, patience: heartbeat })
  const byServer = new Map<string, number>()
  let replies = 0
  try {
    for (; replies < Number(count); replies++) {
      const { server, reply } = await client.request([String(replies + 1)], signal)
      byServer.set(server, (byServer.get(server) ?? 0) + 1)
      console.log(`Reply: ${reply}`)
    }
  } catch (error) {
    if (!(error instanceof NoServerError)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
  console.log(`${replies} of ${count} requests were answered`)
  for (const [server, number] of byServer) console.log(`${server} answered ${number}`)
}

void runRole("freelance server|client [...]", { server, client })
