import { type Message, type MessagePart, Router, ZmqError } from "zmq-napi"
import { every } from "../timer"
import { CLIENT, command, liveness, WORKER, workerMessage } from "./protocol"
import { Service, type Worker } from "./service"

export interface MajordomoBrokerOptions {
  /** In milliseconds; the workers' must be the same. Default 1000. */
  heartbeat?: number
  /** How long a request waits for a worker before it is dropped, in milliseconds. Default 10,000. */
  requestLifetime?: number
}

/** Gives the requests for each service to its workers, at one endpoint for clients and workers. */
export class MajordomoBroker implements Disposable {
  /** Mandatory: that a worker is gone shows when it is sent something. */
  readonly #socket = new Router({ mandatory: true, linger: 1000 })
  readonly #services = new Map<string, Service>()
  readonly #workers = new Map<string, Worker>()
  readonly #heartbeat: number
  readonly #requestLifetime: number

  constructor({ heartbeat = 1000, requestLifetime = 10_000 }: MajordomoBrokerOptions = {}) {
    this.#heartbeat = heartbeat
    this.#requestLifetime = requestLifetime
  }

  /** Resolves with the endpoint that a wildcard stands for. */
  async bind(endpoint: string): Promise<string> {
    await this.#socket.bind(endpoint)
    return this.#socket.lastEndpoint!
  }

  /** Works until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener("abort", () => this[Symbol.dispose](), { once: true })
    using _beat = every(this.#heartbeat, () => this.#checkWorkers())
    for await (const [sender, empty, protocol, ...rest] of this.#socket) {
      if (empty?.length !== 0) console.log("Ignored a message without an empty first part")
      else if (protocol?.equals(Buffer.from(CLIENT))) await this.#fromClient(sender!, rest)
      else if (protocol?.equals(Buffer.from(WORKER))) await this.#fromWorker(sender!, rest)
      else console.log("Ignored a message of another protocol")
    }
  }

  async #fromClient(client: Message, [name, ...body]: Message[]): Promise<void> {
    if (name === undefined) return
    if (name.toString().startsWith("mmi.")) {
      await this.#send(client, ["", CLIENT, name, this.#manage(name.toString(), body)])
      return
    }
    const service = this.#service(name.toString())
    service.requests.push({ client, body, expires: performance.now() + this.#requestLifetime })
    await this.#dispatch(service)
  }

  /** The Majordomo Management Interface, https://rfc.zeromq.org/spec/8/. */
  #manage(name: string, [subject]: Message[]): string {
    if (name !== "mmi.service") return "501"
    const service = this.#services.get(String(subject))
    return service !== undefined && service.workers.size > 0 ? "200" : "404"
  }

  async #fromWorker(id: Message, [kind, ...parts]: Message[]): Promise<void> {
    const worker = this.#workers.get(id.toString("hex"))
    if (kind?.[0] === command.READY && worker === undefined && parts[0] !== undefined) {
      await this.#register(id, parts[0].toString())
    } else if (worker === undefined) {
      // It outlived the broker that knew it, or was taken for dead: it has to register again.
      if (kind?.[0] !== command.DISCONNECT) await this.#send(id, workerMessage(command.DISCONNECT))
    } else if (kind?.[0] === command.HEARTBEAT) {
      worker.expires = this.#expiry()
    } else if (kind?.[0] === command.REPLY && parts.length > 2) {
      const [client, , ...body] = parts
      await this.#send(client!, ["", CLIENT, worker.service.name, ...body])
      worker.expires = this.#expiry()
      worker.service.idle.add(worker)
      await this.#dispatch(worker.service)
    } else {
      if (kind?.[0] !== command.DISCONNECT) await this.#send(id, workerMessage(command.DISCONNECT))
      this.#remove(worker, "left")
    }
  }

  async #register(id: Message, name: string): Promise<void> {
    const service = this.#service(name)
    const worker: Worker = { id, service, expires: this.#expiry() }
    this.#workers.set(id.toString("hex"), worker)
    service.workers.add(worker)
    service.idle.add(worker)
    console.log(`${name}: a worker came, there are ${service.workers.size}`)
    await this.#dispatch(service)
  }

  #remove(worker: Worker, what: string): void {
    if (!this.#workers.delete(worker.id.toString("hex"))) return
    worker.service.remove(worker)
    console.log(`${worker.service.name}: a worker ${what}, there are ${worker.service.workers.size}`)
  }

  async #dispatch(service: Service): Promise<void> {
    for (let next = service.next(performance.now()); next !== undefined; next = service.next(performance.now())) {
      const { request, worker } = next
      const message = workerMessage(command.REQUEST, request.client, "", ...request.body)
      if (await this.#send(worker.id, message)) continue
      this.#remove(worker, "is gone")
      service.requests.unshift(request)
    }
  }

  async #checkWorkers(): Promise<void> {
    for (const worker of this.#workers.values()) {
      if (worker.expires < performance.now()) this.#remove(worker, "is silent")
      else if (!(await this.#send(worker.id, workerMessage(command.HEARTBEAT)))) this.#remove(worker, "is gone")
    }
  }

  #service(name: string): Service {
    const service = this.#services.get(name) ?? new Service(name)
    this.#services.set(name, service)
    return service
  }

  #expiry(): number {
    return performance.now() + this.#heartbeat * liveness
  }

  /** Whether the peer is still connected. */
  async #send(peer: Message, parts: MessagePart[]): Promise<boolean> {
    try {
      await this.#socket.send([peer, ...parts])
      return true
    } catch (error) {
      if (this.#socket.closed || (error instanceof ZmqError && error.code === "EHOSTUNREACH")) return false
      throw error
    }
  }

  [Symbol.dispose](): void {
    this.#socket.close()
  }
}
