import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Authenticator, Context, Reply, Request, Router } from "#lib/index"
import { exactly } from "../support/elements"
import { bindFresh, freshAddress, reservedEndpoint, transports } from "../support/endpoints"
import { patched } from "../support/patched"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"

const wrongState = {
  name: "ZmqError",
  code: "EFSM",
  message: /^Operation cannot be accomplished in current state: /,
}

/** What must not wait for its turn. */
const now = { timeout: 0 }

async function helloWorld(client: Request, server: Reply): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    await client.send(`Hello ${round}`)
    assert.deepEqual(text(await server.receive(timeLimit)), [`Hello ${round}`])
    await server.send(`World ${round}`)
    assert.deepEqual(text(await client.receive(timeLimit)), [`World ${round}`])
  }
}

describe("ten rounds of hello world", () => {
  for (const transport of transports) {
    test(`the server starts first, over ${transport}`, async () => {
      using server = new Reply()
      const endpoint = await bindFresh(server, transport)
      using client = new Request()
      client.connect(endpoint)
      await helloWorld(client, server)
    })
  }

  for (const address of [reservedEndpoint(), freshAddress("ipc"), freshAddress("inproc")]) {
    test(`the client starts first, over ${address.split(":")[0]}`, async () => {
      using client = new Request({ reconnectInterval: 1 })
      client.connect(address)
      await client.send("early")
      using server = new Reply()
      await server.bind(address)
      assert.deepEqual(text(await server.receive(timeLimit)), ["early"])
      await server.send("in time")
      assert.deepEqual(text(await client.receive(timeLimit)), ["in time"])
      await helloWorld(client, server)
    })
  }
})

describe("an operation out of turn that must not wait is refused, and the socket goes on", () => {
  test("a Request sends twice", async () => {
    using server = new Reply()
    using client = new Request()
    client.connect(await bindFresh(server))
    await client.send("first")
    await assert.rejects(client.send("second", now), { ...wrongState, syscall: "zmq_msg_send" })
    assert.deepEqual(text(await server.receive(timeLimit)), ["first"])
    await server.send("answer")
    assert.deepEqual(text(await client.receive(timeLimit)), ["answer"])
    await helloWorld(client, server)
  })

  test("a Request receives before it has sent", async () => {
    using server = new Reply()
    using client = new Request()
    client.connect(await bindFresh(server))
    await assert.rejects(client.receive(now), { ...wrongState, syscall: "zmq_msg_recv" })
    await helloWorld(client, server)
    await assert.rejects(client.receive(now), wrongState)
    await helloWorld(client, server)
  })

  test("a Reply sends before it has received", async () => {
    using server = new Reply()
    using client = new Request()
    client.connect(await bindFresh(server))
    await assert.rejects(server.send("nobody asked", now), { ...wrongState, syscall: "zmq_msg_send" })
    await helloWorld(client, server)
    await assert.rejects(server.send(["nobody", "asked", "again"], now), wrongState)
    await helloWorld(client, server)
  })

  test("a Reply receives twice", async () => {
    using server = new Reply()
    using client = new Request()
    client.connect(await bindFresh(server))
    await client.send("question")
    await server.receive(timeLimit)
    await assert.rejects(server.receive(now), { ...wrongState, syscall: "zmq_msg_recv" })
    await server.send("answer")
    assert.deepEqual(text(await client.receive(timeLimit)), ["answer"])
    await helloWorld(client, server)
  })

  test("a Request whose receive waits sends", async () => {
    using server = new Reply()
    using client = new Request()
    client.connect(await bindFresh(server))
    await client.send("question")
    const answer = client.receive(timeLimit)
    await assert.rejects(client.send("impatient", now), wrongState)
    assert.deepEqual(text(await server.receive(timeLimit)), ["question"])
    await server.send("answer")
    assert.deepEqual(text(await answer), ["answer"])
    await helloWorld(client, server)
  })
})

test("requests and replies of several parts, some empty", async () => {
  using server = new Reply()
  using client = new Request()
  client.connect(await bindFresh(server))
  await client.send(["", "question", ""])
  assert.deepEqual(text(await server.receive(timeLimit)), ["", "question", ""])
  await server.send(["", "", "answer"])
  assert.deepEqual(text(await client.receive(timeLimit)), ["", "", "answer"])
})

test("each of several clients gets the reply to its own request", async () => {
  using server = new Reply()
  const endpoint = await bindFresh(server)
  using one = new Request()
  using other = new Request()
  one.connect(endpoint)
  other.connect(endpoint)
  for (let round = 0; round < 5; round += 1) {
    await one.send(`one ${round}`)
    await other.send(`other ${round}`)
    for (const _ of [one, other]) {
      const [question] = await server.receive(timeLimit)
      await server.send(`reply to ${question}`)
    }
    assert.deepEqual(text(await other.receive(timeLimit)), [`reply to other ${round}`])
    assert.deepEqual(text(await one.receive(timeLimit)), [`reply to one ${round}`])
  }
})

test("a client of several servers asks them in turn", async () => {
  using first = new Reply()
  using second = new Reply()
  using client = new Request()
  client.connect(await bindFresh(first))
  client.connect(await bindFresh(second))
  for (const [index, server] of [first, second, first, second].entries()) {
    await client.send(`${index}`)
    assert.deepEqual(text(await server.receive(timeLimit)), [`${index}`])
    await server.send(`${index} done`)
    assert.deepEqual(text(await client.receive(timeLimit)), [`${index} done`])
  }
})

test("a reply to a client that has gone does no harm", async () => {
  using server = new Reply()
  const endpoint = await bindFresh(server)
  const gone = new Request()
  gone.connect(endpoint)
  await gone.send("and away")
  await server.receive(timeLimit)
  gone.close()
  await server.send("to nobody")
  using client = new Request()
  client.connect(endpoint)
  await helloWorld(client, server)
})

describe("relaxed and correlate", () => {
  test("a relaxed Request may ask again before it has the reply, and gets the reply to the last request", async () => {
    using router = new Router()
    using client = new Request({ relaxed: true, correlate: true })
    client.connect(await bindFresh(router))
    await client.send("first")
    const first = await router.receive(timeLimit)
    assert.equal(String(first[3]), "first")
    await client.send("second")
    const second = await router.receive(timeLimit)
    assert.equal(String(second[3]), "second")
    await router.send([...first.slice(0, 3), "too late"])
    await router.send([...second.slice(0, 3), "in time"])
    assert.deepEqual(text(await client.receive(timeLimit)), ["in time"])
  })

  test("correlate: each request carries a number of its own, and only a reply with that number is one", async () => {
    using router = new Router()
    using client = new Request({ correlate: true })
    client.connect(await bindFresh(router))
    await client.send("question")
    const [id, number, empty, question] = exactly(4, await router.receive(timeLimit))
    assert.equal(number.length, 4)
    assert.deepEqual(text([empty, question]), ["", "question"])
    const wrong = Buffer.from(number)
    wrong.writeUInt8(wrong.readUInt8() ^ 1)
    await router.send([id, wrong, "", "wrong number"])
    await router.send([id, "", "no number"])
    await router.send([id, number, "", "right number"])
    assert.deepEqual(text(await client.receive(timeLimit)), ["right number"])

    await client.send("next question")
    const [, nextNumber] = await router.receive(timeLimit)
    assert.notDeepEqual(nextNumber, number)
  })

  test("without correlate, a message that is not a reply is ignored", async () => {
    using router = new Router()
    using client = new Request()
    // Over tcp, libzmq breaks the connection to a peer that sends what is no reply.
    client.connect(await bindFresh(router, "inproc"))
    await client.send("question")
    const [id] = await router.receive(timeLimit)
    await router.send([id, "no empty part first"])
    await router.send([id, "nor", "here"])
    await router.send([id, "", "a reply"])
    assert.deepEqual(text(await client.receive(timeLimit)), ["a reply"])
  })
})

test("a Request that lets its peers authenticate receives their replies", {
  skip: patched.skip,
}, async () => {
  await using context = new Context()
  const authenticator = new Authenticator({ context }).configurePlain({ users: { user: "password" } })
  authenticator.start()
  using request = new Request({ context, plainServer: true, zapDomain: "home" })
  using reply = new Reply({ context, plainUsername: "user", plainPassword: "password" })
  reply.connect(await bindFresh(request))
  await helloWorld(request, reply)
  authenticator.stop()
})
