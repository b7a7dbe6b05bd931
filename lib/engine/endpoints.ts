/** What a socket is bound and connected to. */
export interface SocketEndpoints {
  /** Where peers may connect to, with the port that a wildcard became. */
  bound: string[]
  /** What `connect` was given, whether or not there is a peer. */
  connected: string[]
}

interface Endpoint {
  /** What the program said. */
  given: string
  /** What libzmq made of it. */
  real: string
}

function isUdp({ given }: Pick<Endpoint, "given">): boolean {
  return given.startsWith("udp:")
}

/** Keeps account of a socket's endpoints: libzmq tells only of the last. */
export class Endpoints {
  /** Whether messages go over udp now, which bounds their size. */
  udp = false
  readonly #bound: Endpoint[] = []
  readonly #connected: Endpoint[] = []

  bound(given: string, real: string): void {
    this.#bound.push({ given, real })
    this.udp ||= isUdp({ given })
  }

  connected(given: string): void {
    // A second connection of most socket types to the same endpoint is no other endpoint.
    if (!this.#connected.some((endpoint) => endpoint.given === given)) this.#connected.push({ given, real: given })
    this.udp ||= isUdp({ given })
  }

  /** What libzmq calls the endpoint that was bound as `given`: it has forgotten `tcp://*:5555`. */
  realOf(given: string): string {
    const [endpoint, ...others] = this.#bound.filter((bound) => bound.given === given)
    return endpoint === undefined || others.length > 0 ? given : endpoint.real
  }

  /** Unbinding and disconnecting are one to libzmq, and end every connection to the endpoint. */
  ended(address: string): void {
    for (const endpoints of [this.#bound, this.#connected]) {
      const left = endpoints.filter(({ given, real }) => given !== address && real !== address)
      endpoints.splice(0, endpoints.length, ...left)
    }
    this.udp = this.#bound.some(isUdp) || this.#connected.some(isUdp)
  }

  clear(): void {
    this.#bound.length = 0
    this.#connected.length = 0
    this.udp = false
  }

  get list(): SocketEndpoints {
    return {
      bound: this.#bound.map(({ real }) => real),
      connected: this.#connected.map(({ real }) => real),
    }
  }
}
