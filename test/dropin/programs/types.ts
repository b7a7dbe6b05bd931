// Every name of a type that zeromq 6 exports, as programs use it.
import {
  Context,
  Dealer,
  context as defaultContext,
  type Event,
  type EventOfType,
  type EventSubscriber,
  type EventType,
  type Message,
  type MessageLike,
  Observer,
  Pair,
  Publisher,
  Pull,
  Push,
  type Readable,
  Router,
  type RouterConnectOptions,
  Socket,
  type SocketOptions,
  Stream,
  type StreamConnectOptions,
  Subscriber,
  type Writable,
  XPublisher,
} from "zeromq"

/** A class of one's own. */
class Worker extends Dealer {
  constructor(options?: SocketOptions<Dealer>) {
    super({ linger: 0, ...options })
  }

  async work(...parts: MessageLike[]): Promise<void> {
    await this.send(["work", ...parts])
  }

  /** By numbers of zmq.h: ZMQ_LINGER, ZMQ_IMMEDIATE, ZMQ_AFFINITY, ZMQ_MAXMSGSIZE, ZMQ_TOS and ZMQ_ROUTING_ID. */
  numbers(): unknown[] {
    this.setInt32Option(17, 5)
    this.setBoolOption(39, true)
    this.setUint64Option(4, 1)
    this.setInt64Option(22, 100)
    this.setUint32Option(57, 8)
    this.setStringOption(5, "me")
    return [
      this.getInt32Option(17),
      this.getBoolOption(39),
      this.getUint64Option(4),
      this.getInt64Option(22),
      this.getUint32Option(57),
      this.getStringOption(5),
    ]
  }
}

class Tuned extends Context {
  numbers(): unknown[] {
    this.setInt32Option(1, 3)
    this.setBoolOption(42, true)
    return [this.getInt32Option(1), this.getBoolOption(42)]
  }
}

const options: SocketOptions<Publisher> = { noDrop: true, context: defaultContext, sendTimeout: 1, affinity: 2 }
const named: RouterConnectOptions & StreamConnectOptions = { routingId: "name" }

/** Any socket that sends. */
function sends(socket: Writable): (message: MessageLike | MessageLike[]) => Promise<void> {
  return (message) => socket.send(message)
}

/** Any socket that receives. */
async function first<S extends Readable>(socket: S): Promise<Message> {
  const [part = Buffer.alloc(0)] = await socket.receive()
  return part
}

function describe(event: Event): string {
  switch (event.type) {
    case "connect:retry":
      return `${event.address} in ${event.interval}`
    case "bind:error":
    case "accept:error":
    case "close:error":
      return `${event.address}: ${event.error.code} ${event.error.errno}`
    case "handshake:error:auth":
      return `${event.error.status}`
    case "handshake:error:protocol": {
      const code: "ERR_ZAP_MALFORMED_REPLY" | string = event.error.code
      return code
    }
    case "end":
    case "unknown":
      return event.type
    default:
      return event.address
  }
}

function watch(subscriber: EventSubscriber, types: EventType[], seen: string[]): void {
  for (const type of types) subscriber.on(type, (event) => seen.push(describe(event as Event)))
}

const onBind = (event: EventOfType<"bind">): void => {
  const { address, type }: { address: string; type: "bind" } = event
  console.log(type, address)
}

async function run(): Promise<void> {
  const worker = new Worker({ receiveTimeout: 5000 })
  console.log(JSON.stringify(worker.numbers()), JSON.stringify(new Tuned().numbers()))
  console.log(worker instanceof Socket, worker instanceof Dealer, worker.linger, worker.immediate, worker.routingId)

  const router: Router = new Router()
  router.events.on("bind", onBind)
  console.log(router.events instanceof Observer, router.events.closed)
  await router.bind("inproc://work")
  worker.connect("inproc://work")
  await worker.work("one", null, 2)
  console.log((await router.receive()).map(String))
  await sends(router)(["me", "done"])
  console.log(String(await first(worker)))
  router.events.off("bind", onBind)

  const publisher = new Publisher(options)
  console.log(publisher.sendTimeout, publisher.affinity)
  const seen: string[] = []
  const pair = new Pair()
  watch(pair.events, ["bind", "end"], seen)
  await pair.bind("tcp://127.0.0.1:*")
  while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  console.log(seen.length, seen[0] === pair.lastEndpoint)

  const push = new Push()
  const events = push.events
  await push.bind("tcp://127.0.0.1:*")
  const event: Event = await events.receive()
  console.log(event.type)
  events.close()

  // Assignments that a program's types must allow.
  const stream: Readable<[Message, Message]> & Writable<[MessageLike, MessageLike]> = new Stream()
  const subscriber: Readable = new Subscriber()
  const verbose = new XPublisher({ verbosity: null })
  verbose.verbosity = "allSubs"
  const sockets: Socket[] = [worker, router, publisher, pair, push, stream as Stream, subscriber as Subscriber, verbose]
  sockets.push(new Pull({ conflate: true }))
  for (const socket of sockets) socket.close()
  console.log(
    Object.keys(named),
    sockets.every(({ closed }) => closed),
  )
}

void run()
