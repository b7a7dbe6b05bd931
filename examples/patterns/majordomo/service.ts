import type { Message } from "zmq-napi"

/** A request that waits for a worker. */
export interface WaitingRequest {
  client: Message
  body: Message[]
  /** When nobody waits for the reply any more. */
  expires: number
}

/** A worker that has registered. */
export interface Worker {
  readonly id: Message
  readonly service: Service
  /** When it is taken for dead, unless a message shows that it lives. */
  expires: number
}

/** What a broker knows of a service: what it has to do, and who can do it. */
export class Service {
  readonly name: string
  readonly requests: WaitingRequest[] = []
  /** All of its workers. */
  readonly workers = new Set<Worker>()
  /** Those that have nothing to do, the one that has waited longest first. */
  readonly idle = new Set<Worker>()

  constructor(name: string) {
    this.name = name
  }

  remove(worker: Worker): void {
    this.workers.delete(worker)
    this.idle.delete(worker)
  }

  /** Takes a request and the worker that is to do it; undefined if either is missing. */
  next(now: number): { request: WaitingRequest; worker: Worker } | undefined {
    while (this.requests[0] !== undefined && this.requests[0].expires < now) this.requests.shift()
    const [worker] = this.idle
    if (worker === undefined) return undefined
    const request = this.requests.shift()
    if (request === undefined) return undefined
    this.idle.delete(worker)
    return { request, worker }
  }
}
