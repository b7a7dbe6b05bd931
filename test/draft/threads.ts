// Two threads whose thread-safe sockets are joined over inproc, and send and receive at once: threads.js <pair>

import assert from "node:assert/strict"
import { isMainThread, Worker, workerData } from "node:worker_threads"
import { Channel, Client, Server } from "#lib/draft"
import { timeLimit } from "../support/waiting"

const count = 100_000
const endpoint = "inproc://threads"

interface Talking {
  send(message: string): Promise<void>
  receive(options: { timeout: number }): Promise<unknown>
}

async function send(socket: Pick<Talking, "send">): Promise<void> {
  for (let sent = 0; sent < count; sent++) await socket.send("a message")
}

async function receive(socket: Pick<Talking, "receive">): Promise<void> {
  for (let received = 0; received < count; received++) await socket.receive(timeLimit)
}

async function talk(socket: Talking): Promise<void> {
  await Promise.all([send(socket), receive(socket)])
}

const pairs = {
  "Channel, Channel": {
    async binds() {
      using channel = new Channel()
      await channel.bind(endpoint)
      await talk(channel)
    },
    async connects() {
      using channel = new Channel({ linger: -1 })
      channel.connect(endpoint)
      await talk(channel)
    },
  },
  "Server, Client": {
    async binds() {
      using server = new Server()
      await server.bind(endpoint)
      const [first, { routingId }] = await server.receive(timeLimit)
      assert.equal(String(first), "a message")
      await talk({
        send: (message) => server.send(message, { routingId }),
        receive: (options) => server.receive(options),
      })
    },
    async connects() {
      using client = new Client({ linger: -1 })
      client.connect(endpoint)
      await client.send("a message")
      await talk(client)
    },
  },
}

async function run(): Promise<void> {
  const name = (isMainThread ? process.argv[2] : workerData) as keyof typeof pairs
  if (isMainThread) new Worker(__filename, { workerData: name })
  await pairs[name][isMainThread ? "binds" : "connects"]()
}

void run()
