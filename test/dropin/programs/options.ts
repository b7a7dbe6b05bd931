// What every property of every class is in the beginning, and what it is when it was set.
import * as zmq from "zeromq"

const classes = {
  Dealer: zmq.Dealer,
  Pair: zmq.Pair,
  Publisher: zmq.Publisher,
  Pull: zmq.Pull,
  Push: zmq.Push,
  Reply: zmq.Reply,
  Request: zmq.Request,
  Router: zmq.Router,
  Stream: zmq.Stream,
  Subscriber: zmq.Subscriber,
  XPublisher: zmq.XPublisher,
  XSubscriber: zmq.XSubscriber,
}

/** Values that every build takes. */
const values: Partial<zmq.SocketOptions<zmq.Dealer> & zmq.SocketOptions<zmq.Stream>> & Record<string, unknown> = {
  affinity: 3,
  rate: 200,
  recoveryInterval: 5000,
  linger: 20,
  reconnectInterval: 50,
  backlog: 5,
  reconnectMaxInterval: 500,
  maxMessageSize: 1_000_000,
  tcpKeepalive: 1,
  tcpKeepaliveCount: 3,
  tcpKeepaliveIdle: 4,
  tcpKeepaliveInterval: 5,
  immediate: true,
  ipv6: true,
  plainServer: false,
  plainUsername: "user",
  plainPassword: "password",
  zapDomain: "domain",
  typeOfService: 8,
  handshakeInterval: 1000,
  socksProxy: "127.0.0.1:1080",
  heartbeatInterval: 500,
  heartbeatTimeToLive: 600,
  heartbeatTimeout: 700,
  connectTimeout: 800,
  tcpMaxRetransmitTimeout: 900,
  multicastMaxTransportDataUnit: 1000,
  multicastHops: 4,
  vmciConnectTimeout: 10,
  sendBufferSize: 10_000,
  sendHighWaterMark: 11,
  sendTimeout: 12,
  receiveBufferSize: 10_000,
  receiveHighWaterMark: 13,
  receiveTimeout: 14,
  routingId: "me",
  probeRouter: true,
  correlate: true,
  relaxed: true,
  mandatory: true,
  handover: true,
  noDrop: true,
  manual: true,
  welcomeMessage: "welcome",
  notify: false,
  invertMatching: true,
  conflate: false,
  verbosity: "allSubsUnsubs",
  zapEnforceDomain: true,
  loopbackFastPath: true,
}

function descriptor(owner: object, name: string): PropertyDescriptor | undefined {
  for (let type = owner; type !== null; type = Object.getPrototypeOf(type)) {
    const found = Object.getOwnPropertyDescriptor(type, name)
    if (found !== undefined) return found
  }
  return undefined
}

/** Options that a program can read; `events`, which would start a monitor, and what is no option, aside. */
const notOptions = ["events", "context", "closed", "readable", "writable"]
const known = (process.argv[2] ?? "").split(",")

for (const [name, Type] of Object.entries(classes)) {
  const socket = new Type() as unknown as zmq.Socket & Record<string, unknown>
  for (const option of known) {
    if (notOptions.includes(option) || descriptor(socket, option) === undefined) continue
    const line = [name, option]
    if (descriptor(socket, option)?.get) line.push(read(socket, option))
    if (option in values) {
      try {
        socket[option] = values[option]
        line.push("set", read(socket, option))
      } catch (error) {
        line.push((error as { code?: string }).code ?? "failed")
      }
    }
    console.log(line.join(" "))
  }
  socket.close()
}

function read(socket: Record<string, unknown>, option: string): string {
  try {
    return JSON.stringify(socket[option]) ?? "undefined"
  } catch (error) {
    return (error as { code?: string }).code ?? "fails"
  }
}
