// Connections through a SOCKS5 proxy, and what proxies do that will not, or cannot, connect.

import assert from "node:assert/strict"
import { EventEmitter, once } from "node:events"
import { describe, test } from "node:test"
import { Context, Reply, type ReplyOptions, Request, type RequestOptions } from "#lib/index"
import { bindFresh } from "../support/endpoints"
import { patched } from "../support/patched"
import { connected, noAuthentication, type SocksClient, SocksProxy, userAndPassword } from "../support/socks"
import { timeLimit } from "../support/waiting"

async function served(options: ReplyOptions = {}) {
  const reply = new Reply({ linger: 0, ...options })
  const port = Number(new URL(await bindFresh(reply)).port)
  return { reply, port, [Symbol.dispose]: () => reply.close() }
}

/** A request goes to the other side, and its reply comes back. */
async function exchange(request: Request, reply: Reply): Promise<void> {
  await request.send("question")
  assert.equal(String((await reply.receive(timeLimit))[0]), "question")
  await reply.send("answer")
  assert.equal(String((await request.receive(timeLimit))[0]), "answer")
}

function requester(proxy: SocksProxy, options: RequestOptions = {}): Request {
  return new Request({ linger: 0, reconnectInterval: 10, socksProxy: proxy.address, ...options })
}

/** Serves a client up to its request. */
async function asked(client: SocksClient): Promise<{ host: string; port: number }> {
  await client.methods()
  client.answer(5, noAuthentication)
  return client.destination()
}

describe("through a SOCKS proxy", () => {
  for (const host of ["127.0.0.1", "a-name-that-the-proxy-resolves.example"]) {
    test(`through a SOCKS proxy to ${host}`, async () => {
      using it = await served()
      const seen: unknown[] = []
      await using proxy = await SocksProxy.listen(async (client) => {
        seen.push(await client.methods())
        client.answer(5, noAuthentication)
        seen.push(await client.destination())
        await client.tunnel(it.port)
      })
      using request = requester(proxy)
      request.connect(`tcp://${host}:${it.port}`)
      await exchange(request, it.reply)
      assert.deepEqual(seen, [[noAuthentication], { host, port: it.port }])
    })
  }

  test("a SOCKS proxy with a user name and password", async () => {
    using it = await served()
    const seen: unknown[] = []
    await using proxy = await SocksProxy.listen(async (client) => {
      seen.push(await client.methods())
      client.answer(5, userAndPassword)
      seen.push(await client.credentials())
      client.answer(1, 0)
      await client.destination()
      await client.tunnel(it.port)
    })
    using request = requester(proxy, { socksUsername: "user", socksPassword: "p".repeat(255) })
    request.connect(`tcp://127.0.0.1:${it.port}`)
    await exchange(request, it.reply)
    assert.deepEqual(seen, [[userAndPassword], ["user", "p".repeat(255)]])
  })

  for (const [kind, reply] of Object.entries(connected)) {
    for (const pieces of [1, 7, reply.length]) {
      test(`which answers with an address of type ${kind}, in pieces of ${pieces} bytes`, patched, async () => {
        using it = await served()
        await using proxy = await SocksProxy.listen(async (client) => {
          await asked(client)
          await client.tunnel(it.port, reply, pieces)
        })
        using request = requester(proxy)
        request.connect(`tcp://127.0.0.1:${it.port}`)
        await exchange(request, it.reply)
      })
    }
  }
})

const end = (client: SocksClient) => client.peer.socket.destroy()
const failures: Record<string, (client: SocksClient) => unknown> = {
  "ends at once": end,
  "ends after the greeting": async (client) => {
    await client.methods()
    end(client)
  },
  "ends after the request": async (client) => {
    await asked(client)
    end(client)
  },
  "is none": (client) => client.peer.socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"),
  "accepts no method": async (client) => {
    await client.methods()
    client.answer(5, 255)
  },
  "refuses the password": async (client) => {
    await client.methods()
    client.answer(5, userAndPassword)
    await client.credentials()
    client.answer(1, 1)
  },
  "refuses the connection": async (client) => {
    await asked(client)
    client.answer(5, 5, 0, 1, 0, 0, 0, 0, 0, 0)
  },
  "answers with a type of address that there is not": async (client) => {
    await asked(client)
    client.answer(5, 0, 0, 9, 0, 0, 0, 0, 0, 0)
  },
  "answers with nonsense": async (client) => {
    await asked(client)
    client.peer.socket.write(Buffer.alloc(1000, 5))
  },
  "says nothing": async () => undefined,
  "says nothing after the request": asked,
}

describe("a SOCKS proxy that", patched, () => {
  for (const [what, fail] of Object.entries(failures)) {
    test(`${what}: another attempt is made, and may succeed`, async () => {
      using it = await served()
      let attempts = 0
      await using proxy = await SocksProxy.listen(async (client) => {
        attempts += 1
        if (attempts < 3) {
          await fail(client)
          return
        }
        await client.methods()
        client.answer(5, userAndPassword)
        await client.credentials()
        client.answer(1, 0)
        await client.destination()
        await client.tunnel(it.port)
      })
      using request = requester(proxy, { connectTimeout: 200, socksUsername: "user", socksPassword: "password" })
      request.connect(`tcp://127.0.0.1:${it.port}`)
      await exchange(request, it.reply)
      assert.ok(attempts >= 3)
    })

    test(`${what}: the socket can be closed`, async () => {
      const clients = new EventEmitter()
      await using proxy = await SocksProxy.listen(async (client) => {
        clients.emit("client")
        await fail(client)
      })
      await using context = new Context()
      const options = { handshakeInterval: 200, socksUsername: "user", socksPassword: "password", context }
      const request = requester(proxy, options)
      const second = once(clients, "client").then(() => once(clients, "client"))
      request.connect("tcp://127.0.0.1:1")
      await second
      request.close()
    })
  }
})

test("a host name that a SOCKS proxy cannot be told is passed over", patched, async () => {
  await using proxy = await SocksProxy.listen(async (client) => void (await asked(client)))
  const request = requester(proxy)
  const retries = request.observe({ events: ["connect:retry"] })
  request.connect(`tcp://${"n".repeat(256)}:1`)
  for (let retry = 0; retry < 2; retry++) await retries.receive(timeLimit)
  request.close()
})
