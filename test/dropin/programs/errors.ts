// What goes wrong, and by which code a program tells.
import * as zmq from "zeromq"

type Failing = () => unknown

async function tell(what: string, failing: Failing): Promise<void> {
  let how = "throws"
  try {
    const result = failing()
    if (result instanceof Promise) how = "rejects"
    const outcome = await Promise.race([result, new Promise((resolve) => setTimeout(resolve, 300, "waits"))])
    console.log(`${what}: ${outcome === "waits" ? "waits" : "nothing"}`)
  } catch (error) {
    const { name, code, errno, address } = error as Error & { code?: string; errno?: number; address?: string }
    const kind = error instanceof TypeError ? "TypeError" : code === undefined ? name : code
    console.log([`${what}: ${how}`, kind, error instanceof TypeError ? "" : errno, address].filter(Boolean).join(" "))
  }
}

/** What zeromq takes, or fails with otherwise: docs/how-to/migrating.md has a row for each. */
async function tellOfRows(): Promise<void> {
  const any = <T>(value: unknown) => value as T
  const { publicKey, secretKey } = zmq.curveKeyPair()
  const push = new zmq.Push({ linger: 0 })
  const router = new zmq.Router({ linger: 0 })
  const dealer = new zmq.Dealer({ linger: 0 })
  await tell("receive of a socket that sends", () => any<zmq.Pull>(push).receive())
  await tell("send of a socket that receives", () => any<zmq.Push>(new zmq.Pull()).send("x"))
  await tell("join of a socket without groups", () => any<{ join(group: string): void }>(push).join("x"))
  await tell("an option of connect that there is not", () => router.connect("inproc://names", any({ routngId: "x" })))
  await tell("too many arguments", () =>
    any<(...given: unknown[]) => unknown>(dealer.connect).call(dealer, "inproc://x", 1),
  )
  await tell("a property that there is not", () => Object.assign(push, { sendTimeOut: 1 }))
  await tell("an option that there is not", () => new zmq.Push(any({ lingr: 1 })))
  await tell("bytes for text", () => Object.assign(new zmq.Dealer(), { plainUsername: Buffer.from("name") }))
  for (const name of ["plainUsername", "plainPassword", "zapDomain", "socksProxy", "interface"]) {
    await tell(`a NUL in ${name}`, () => Object.assign(new zmq.Dealer(), { [name]: "a\0b" }))
  }
  await tell("a NUL in an address", () => dealer.connect("inproc://nul\0x"))
  await tell("a CURVE client without keys of its own", () => {
    new zmq.Dealer({ curveServerKey: publicKey, linger: 0 }).connect("tcp://127.0.0.1:9")
  })
  await tell("a CURVE client without a server's key", () => {
    new zmq.Dealer({ curvePublicKey: publicKey, curveSecretKey: secretKey, linger: 0 }).connect("tcp://127.0.0.1:9")
  })
  await tell("a CURVE server without a key", () => new zmq.Dealer({ curveServer: true }).bind("inproc://keyless"))
  await tell("keys of two pairs", () => {
    const own = { curvePublicKey: zmq.curveKeyPair().publicKey, curveSecretKey: secretKey }
    new zmq.Dealer({ ...own, curveServerKey: publicKey, linger: 0 }).connect("tcp://127.0.0.1:9")
  })
  await tell("a PLAIN password without a name", () => {
    new zmq.Dealer({ plainPassword: "x", linger: 0 }).connect("tcp://127.0.0.1:9")
  })
  await tell("a message of no parts", () => new zmq.Publisher().send([]))
  await tell("a message without a routing id", () => router.send("x"))
  await tell("several parts with conflate", () => new zmq.Publisher({ conflate: true }).send(["a", "b"]))
  await tell("a port above 65535", () => new zmq.Push({ linger: 0 }).connect("tcp://127.0.0.1:65545"))
  await tell("unbindSync of what is not bound", () => new zmq.Pull().unbindSync("inproc://never-bound"))
  await tell("subscribe of null", () => new zmq.Subscriber().subscribe(any(null)))
  await tell("an event that there is not", () => {
    const events = any<{ on(type: string, listener: () => void): unknown }>(new zmq.Pull().events)
    events.on("nonsense", () => undefined)
  })
  await tell("the class of all sockets, by a type's number", () => {
    class Own extends any<new (type: number) => zmq.Socket>(zmq.Socket) {}
    new Own(8).close()
  })
  const observed = new zmq.Pull()
  observed.close()
  await tell("events of a closed socket", () => observed.events)
}

async function run(): Promise<void> {
  const bound = new zmq.Reply()
  await bound.bind("inproc://taken")
  const socket = new zmq.Dealer({ linger: 0 })
  await tell("bind to what is taken", () => socket.bind("inproc://taken"))
  await tell("bindSync to what is taken", () => socket.bindSync("inproc://taken"))
  await tell("bind to nonsense", () => socket.bind("nonsense"))
  await tell("bind to an unknown transport", () => socket.bind("foo://bar"))
  await tell("bind to an unknown device", () => socket.bind("tcp://nosuchdevice:1234"))
  await tell("bind to an address of others", () => socket.bind("tcp://192.0.2.1:1234"))
  await tell("unbind of what is not bound", () => socket.unbind("tcp://127.0.0.1:1234"))
  await tell("connect to nonsense", () => socket.connect("nonsense"))
  await tell("connect to an unknown transport", () => socket.connect("foo-bar://1"))
  await tell("disconnect of what is not connected", () => socket.disconnect("tcp://127.0.0.1:1234"))
  await tell("bind without an address", () => (socket.bind as () => unknown)())
  await tell("connect to a number", () => socket.connect(1234 as unknown as string))
  await tell("send of an object", () => socket.send({ toString: 1 } as unknown as string))
  await tell("a wrong type of an option", () => {
    socket.linger = "1" as unknown as number
  })
  await tell("a boolean of another type", () => {
    socket.immediate = 1 as unknown as boolean
  })
  await tell("text of another type", () => {
    socket.zapDomain = 5 as unknown as string
  })
  await tell("a read-only property", () => {
    ;(socket as { lastEndpoint: unknown }).lastEndpoint = "x"
  })
  await tell("the constructor: a wrong type", () => new zmq.Push({ linger: "1" as unknown as number }))
  await tell("the constructor: no object", () => new zmq.Push(5 as unknown as object))
  await tell("the constructor: a wrong context", () => new zmq.Push({ context: {} as zmq.Context }))
  await tell("without new", () => (zmq.Push as unknown as () => unknown)())
  await tell("the abstract class", () => new (zmq.Socket as unknown as new () => unknown)())
  await tell("a context's option of another type", () => {
    zmq.context.ipv6 = 1 as unknown as boolean
  })
  await tell("a context's value out of range", () => {
    new zmq.Context().ioThreads = -1
  })
  await tell("a mistaken Z85 key", () => {
    socket.curveServerKey = "short"
  })

  await tell("a fraction", () => {
    socket.linger = 5.7
  })
  await tell("an unknown choice", () => new zmq.XPublisher({ verbosity: "nonsense" as "allSubs" }))
  await tell("an option that does not exist", () => new zmq.Push({ nonsense: 1 } as object))
  await tell("an option of other sockets", () => new zmq.Push({ receiveTimeout: 1 } as object))
  await tell("an empty routing id", () => new zmq.Router().connect("tcp://127.0.0.1:1", { routingId: "" }))
  await tell("a prefix that is none", () => new zmq.Subscriber().subscribe(5 as unknown as string))

  await tellOfRows()

  const request = new zmq.Request({ linger: 0 })
  await tell("receive before a request", () => request.receive())
  const reply = new zmq.Reply()
  await tell("send before a reply", () => reply.send("x"))

  socket.close()
  socket.close()
  await tell("send on a closed socket", () => socket.send("x"))
  await tell("receive on a closed socket", () => socket.receive())
  await tell("bind of a closed socket", () => socket.bind("inproc://x"))
  await tell("bindSync of a closed socket", () => socket.bindSync("inproc://x"))
  await tell("unbind of a closed socket", () => socket.unbind("inproc://x"))
  await tell("connect of a closed socket", () => socket.connect("inproc://x"))
  await tell("disconnect of a closed socket", () => socket.disconnect("inproc://x"))
  await tell("an option of a closed socket", () => socket.linger)
  await tell("setting an option of a closed socket", () => {
    socket.linger = 1
  })
  await tell("iterating over a closed socket", async () => {
    for await (const message of socket) console.log(message)
  })
  await tell("readable of a closed socket", () => socket.readable)
  await tell("writable of a closed socket", () => socket.writable)

  const waiting = new zmq.Pull()
  const receiving = waiting.receive()
  waiting.close()
  await tell("receive when the socket is closed", () => receiving)
  const stuck = new zmq.Push({ linger: 0 })
  const sending = stuck.send("x")
  stuck.close()
  await tell("send when the socket is closed", () => sending)
  bound.close()
  reply.close()
  request.close()
}

void run().then(() => process.exit())
