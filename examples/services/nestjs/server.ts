import { BaseRpcContext, type CustomTransportStrategy, type IncomingRequest, Server } from "@nestjs/microservices"
import { NO_MESSAGE_HANDLER } from "@nestjs/microservices/constants"
import { type Message, Router, type RouterOptions } from "zmq-napi"
import type { Answer, Incoming } from "./packets"

export interface ZeroMqServerOptions {
  /** Where it listens. */
  endpoint: string
  /** Options of its socket, such as those for CURVE. */
  socket?: RouterOptions
}

/** What a handler gets as `@Ctx()`. */
export class ZeroMqContext extends BaseRpcContext<[client: Message]> {
  /** The routing id of the client. */
  get client(): Message {
    return this.args[0]
  }
}

/** Nest's events of a transport; this one reports none. */
type NoEvents = Record<string, (...args: unknown[]) => void>

/**
 * A Nest microservice over ZeroMQ: a Router that any number of {@link ZeroMqClient} connect to. At `close()` it takes no
 * more requests, and ends when those that it has are answered.
 */
export class ZeroMqServer extends Server<NoEvents> implements CustomTransportStrategy {
  readonly #options: ZeroMqServerOptions
  #router: Router | undefined
  #serving: Promise<void> = Promise.resolve()
  readonly #running = new Set<Promise<void>>()

  constructor(options: ZeroMqServerOptions) {
    super()
    this.#options = options
    this.initializeSerializer({})
    this.initializeDeserializer({})
  }

  /** The endpoint that it is bound to, with the port that a wildcard stands for. */
  get endpoint(): string | null {
    return this.#router?.lastEndpoint ?? null
  }

  listen(callback: (error?: unknown) => void): void {
    const router = new Router({ linger: 1000, ...this.#options.socket })
    this.#router = router
    router.bind(this.#options.endpoint).then(() => {
      this.#serving = this.#serve(router)
      callback()
    }, callback)
  }

  async close(): Promise<void> {
    if (this.#router === undefined || this.#router.closed) return
    this.#router.drain()
    await this.#serving
    await Promise.all(this.#running)
    this.#router.close()
  }

  override on(): void {}

  override unwrap<T>(): T {
    return this.#router as T
  }

  async #serve(router: Router): Promise<void> {
    for await (const [client, text] of router) {
      const work = this.#handle(router, client!, text!).catch((error) => this.handleError(String(error)))
      this.#running.add(work)
      void work.finally(() => this.#running.delete(work))
    }
  }

  async #handle(router: Router, client: Message, text: Message): Promise<void> {
    const packet = (await this.deserializer.deserialize(JSON.parse(String(text)))) as Incoming
    const pattern = typeof packet.pattern === "string" ? packet.pattern : JSON.stringify(packet.pattern)
    const context = new ZeroMqContext([client])
    if (!("id" in packet) || packet.id === undefined) {
      await this.handleEvent(pattern, packet, context)
      return
    }
    await this.#answer(packet, pattern, context, (answer) => router.sendJson(answer, { envelope: client }))
  }

  async #answer(
    { id, data }: IncomingRequest,
    pattern: string,
    context: ZeroMqContext,
    respond: (answer: Answer) => Promise<void>,
  ): Promise<void> {
    const handler = this.getHandlerByPattern(pattern)
    if (handler === null) return respond({ id, status: "error", err: NO_MESSAGE_HANDLER })
    const stream = this.transformToObservable(await handler(data, context))
    // It sends each value, and at last one that says it is the last.
    await new Promise<void>((resolve, reject) => {
      this.send(stream, (packet) => {
        const sent = respond(this.serializer.serialize({ ...packet, id }) as Answer)
        if (packet.isDisposed) sent.then(resolve, reject)
        else sent.catch(reject)
      })
    })
  }
}
