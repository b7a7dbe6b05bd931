// Options whose getters close what they are for, or throw: a defined error, and nothing is sent or received.
import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { Context, Dealer, Pair, Poller, Proxy } from "#lib/index"
import { freshAddress } from "../support/endpoints"

interface Subject {
  context: Context
  /** It is connected to `peer`, and a message waits for it. */
  socket: Pair
  peer: Pair
  poller: Poller
}

/** `{}` with the getter of one option, which does something before it returns the value. */
function option(name: string, value: unknown, act: () => void): object {
  return Object.defineProperty({}, name, {
    enumerable: true,
    get() {
      act()
      return value
    },
  })
}

type Act = () => void
const bytes = new Uint8Array(8)

const ofSocket: Record<string, (subject: Subject, act: Act) => unknown> = {
  send: ({ socket }, act) => socket.send("message", option("timeout", 0, act)),
  "send, transfer": ({ socket }, act) => socket.send(Buffer.alloc(9), option("transfer", true, act)),
  sendMany: ({ socket }, act) => socket.sendMany(["one", "two"], option("timeout", 0, act)),
  sendSync: ({ socket }, act) => socket.sendSync("message", option("timeout", 0, act)),
  sendString: ({ socket }, act) => socket.sendString("message", option("encoding", "utf8", act) as never),
  sendJson: ({ socket }, act) => socket.sendJson({ a: 1 }, option("timeout", 0, act)),
  "sendJson, of a value": ({ socket }, act) => socket.sendJson(option("a", 1, act)),
  sendObject: ({ socket }, act) => socket.sendObject({ a: 1 }, option("timeout", 0, act)),
  "sendObject, of a value": ({ socket }, act) => socket.sendObject(option("a", 1, act)),
  receive: ({ socket }, act) => socket.receive(option("timeout", 0, act)),
  receiveMany: ({ socket }, act) => socket.receiveMany(option("max", 5, act)),
  receiveSync: ({ socket }, act) => socket.receiveSync(option("timeout", 0, act)),
  receiveString: ({ socket }, act) => socket.receiveString(option("timeout", 0, act)),
  receiveJson: ({ socket }, act) => socket.receiveJson(option("timeout", 0, act)),
  receiveInto: ({ socket }, act) => socket.receiveInto(bytes, option("timeout", 0, act)),
  receiveIntoSync: ({ socket }, act) => socket.receiveIntoSync(bytes, option("timeout", 0, act)),
  observe: ({ socket }, act) => socket.observe(option("version", 1, act)),
  "add to a poller": ({ socket, poller }, act) => poller.add(socket, option("readable", true, act)),
  "run of a Proxy": ({ socket, peer }, act) => new Proxy(socket, peer, option("capture", undefined, act)).run(),
}

async function subjectOf(context: Context): Promise<Subject> {
  const [socket, peer] = [new Pair({ context }), new Pair({ context })]
  const address = freshAddress("inproc")
  await peer.bind(address)
  socket.connect(address)
  await peer.send("waits")
  return { context, socket, peer, poller: new Poller() }
}

async function failureOf(call: () => unknown): Promise<unknown> {
  try {
    await call()
    return undefined
  } catch (error) {
    return error
  }
}

describe("an option's getter", () => {
  for (const [name, call] of Object.entries(ofSocket)) {
    test(`closes the socket in the middle of ${name}`, async () => {
      await using context = new Context()
      const subject = await subjectOf(context)
      const failure = await failureOf(() => call(subject, () => subject.socket.close()))
      assert.equal((failure as { code?: string } | undefined)?.code, "EBADF", `${failure}`)
      await assert.rejects(subject.peer.receive({ timeout: 0 }), { code: "EAGAIN" })
    })

    test(`throws in the middle of ${name}`, async () => {
      await using context = new Context()
      const subject = await subjectOf(context)
      const thrown = new Error("thrown by a getter")
      const failure = await failureOf(() =>
        call(subject, () => {
          throw thrown
        }),
      )
      assert.ok(failure === thrown || (failure as Error).cause === thrown, `${failure}`)
      // Nothing was sent before, and nothing is lost.
      await subject.socket.send("next")
      assert.equal(String(await subject.peer.receive()), "next")
      assert.equal(String(await subject.socket.receive()), "waits")
    })
  }
})

test("a getter of a socket's option ends its context: the socket is refused, and the context ends", async () => {
  const context = new Context()
  const end = () => {
    context.shutdown()
    return 0
  }
  assert.throws(
    () =>
      new Dealer({
        context,
        get linger() {
          return end()
        },
      }),
    { code: "ETERM" },
  )
  await context.term()
})

test("a getter of a socket's option throws: no socket is left open", async () => {
  const context = new Context()
  const thrown = new Error("thrown by a getter")
  const fail = (): number => {
    throw thrown
  }
  assert.throws(
    () =>
      new Dealer({
        context,
        get linger() {
          return fail()
        },
      }),
    thrown,
  )
  await context.term()
})
