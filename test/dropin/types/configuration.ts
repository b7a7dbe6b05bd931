// How programs for `zeromq` 6 handle options: one by one, in objects, and in code that is the same for all socket types.

import type { Message, SocketOptions } from "zeromq"
import { Context, Dealer, Publisher, Pull, type Push, type Request, Router, type Socket, XPublisher } from "zeromq"

export const welcome: string | null = new XPublisher().welcomeMessage
export const buffers = ({ vmciBufferSize, vmciBufferMinSize, vmciBufferMaxSize }: Socket): number[] => [
  vmciBufferSize,
  vmciBufferMinSize,
  vmciBufferMaxSize,
]
export const mechanism: null | "plain" | "curve" | "gssapi" = new Dealer().securityMechanism

export function secure(socket: Socket, from: Socket, key: string | null): void {
  socket.curveServerKey = key
  socket.curvePublicKey = from.curvePublicKey
  socket.plainUsername = null
}

export function raise(socket: Socket): void {
  socket.affinity = 2
  socket.affinity += 1
  socket.linger *= 2
}

// --- objects of options

export const key: SocketOptions<Dealer> = { curveServerKey: process.env.KEY ?? null, routingId: "me" }
export const common: SocketOptions<Socket> = { linger: 0, context: new Context({ ioThreads: 2, blocky: false }) }
export const push: SocketOptions<Push> = { ...common, sendTimeout: 5 }
export const name: keyof SocketOptions<Dealer> = "linger"
export const linger: Required<SocketOptions<Pull>>["linger"] = 5
export const asParameter: ConstructorParameters<typeof Dealer>[0] = key
export const ofContext: ConstructorParameters<typeof Context>[0] = { ioThreads: 1 }
export const ofConnect: Parameters<Router["connect"]>[1] = { routingId: "peer" }

interface Configuration {
  context?: Context
  socket?: SocketOptions<Router>
}

export function configured({ context, socket }: Configuration): Router {
  const options: SocketOptions<Router> = { ...socket }
  options.mandatory = true
  if (context) options.context = context
  return new Router({ ...options, ...(context && { context }) })
}

export const loose: Partial<Record<keyof SocketOptions<Dealer>, unknown>> = { linger: 0 }
export const dealer = new Dealer(loose as SocketOptions<Dealer>)

// --- any socket type

export function make<S extends Socket>(type: new (options?: SocketOptions<S>) => S, options?: SocketOptions<S>): S {
  return new type(options)
}

export const router: Router = make(Router, { mandatory: true })
export const types: Record<"Dealer" | "Router" | "Pull", typeof Dealer | typeof Router | typeof Pull> = {
  Dealer,
  Router,
  Pull,
}
export const maker: new (options?: SocketOptions<Publisher>) => Publisher = Publisher
export const some: Socket = new types.Dealer({ linger: 0 })

export const plain: { [Key in keyof Dealer]: Dealer[Key] } = new Dealer()
export const sender: Omit<Dealer, "receive"> = new Dealer()
export const either = async (socket: Request | Dealer): Promise<Message[]> => {
  await socket.send(["", Buffer.alloc(1)])
  return socket.receive()
}

// --- a class with options of its own

export class Tuned extends Router {
  get batch(): number {
    return this.getInt32Option(101)
  }

  set batch(bytes: number) {
    this.setInt32Option(101, bytes)
  }

  constructor(options?: SocketOptions<Tuned>) {
    super(options)
  }
}

export const tuned = new Tuned({ batch: 4096, mandatory: true })
export const ofTuned: SocketOptions<Tuned> = { batch: 4096 }
