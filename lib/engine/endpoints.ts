/** The endpoints that a socket is bound and connected to. */
export interface SocketEndpoints {
  /** The endpoints that peers can connect to, with the actual port in place of a wildcard. */
  bound: string[]
  /** The endpoints that `connect` was given, whether or not the connections have been established. */
  connected: string[]
}

interface Endpoint {
  /** The endpoint as the program gave it. */
  given: string
  /** The endpoint as libzmq reports it. */
  real: string
}

function isUdp({ given }: Pick<Endpoint, "given">): boolean {
  return given.startsWith("udp:")
}

/** Records a socket's endpoints: libzmq reports only the last one. */
export class Endpoints {
  /** Whether the socket has a udp endpoint, which limits the size of messages. */
  udp = false
  readonly #bound: Endpoint[] = []
  readonly #connected: Endpoint[] = []
  /** See {@link snapshot}. Undefined after a change. */
  #snapshot: Readonly<SocketEndpoints> | undefined

  addBound(given: string, real: string): void {
    this.#bound.push({ given, real })
    this.#snapshot = undefined
    this.udp ||= isUdp({ given })
  }

  addConnected(given: string): void {
    // With most socket types, a second connect to the same endpoint adds no endpoint.
    if (!this.#connected.some((endpoint) => endpoint.given === given)) this.#connected.push({ given, real: given })
    this.#snapshot = undefined
    this.udp ||= isUdp({ given })
  }

  /**
   * Returns libzmq's name of the endpoint that was bound as `given`: libzmq does not keep a name like `tcp://*:5555`.
   */
  realOf(given: string): string {
    const [endpoint, ...others] = this.#bound.filter((bound) => bound.given === given)
    return endpoint === undefined || others.length > 0 ? given : endpoint.real
  }

  /** To be called after unbind or disconnect. To libzmq both are the same, and end all connections of the endpoint. */
  remove(address: string): void {
    for (const endpoints of [this.#bound, this.#connected]) {
      const left = endpoints.filter(({ given, real }) => given !== address && real !== address)
      endpoints.splice(0, endpoints.length, ...left)
    }
    this.udp = this.#bound.some(isUdp) || this.#connected.some(isUdp)
    this.#snapshot = undefined
  }

  clear(): void {
    this.#bound.length = 0
    this.#connected.length = 0
    this.udp = false
    this.#snapshot = undefined
  }

  /** {@link list}, made once for all messages that are published until it changes. Frozen: subscribers share it. */
  get snapshot(): Readonly<SocketEndpoints> {
    if (this.#snapshot === undefined) {
      const { bound, connected } = this.list
      this.#snapshot = Object.freeze({
        bound: Object.freeze(bound) as string[],
        connected: Object.freeze(connected) as string[],
      })
    }
    return this.#snapshot
  }

  get list(): SocketEndpoints {
    return {
      bound: this.#bound.map(({ real }) => real),
      connected: this.#connected.map(({ real }) => real),
    }
  }
}
