import type { Policy } from "./credentials.js"
import type { CurveRequest, GssapiRequest, PlainRequest } from "./zap.js"

/** The requests of the mechanisms that have credentials. */
interface Requests {
  PLAIN: PlainRequest
  CURVE: CurveRequest
  GSSAPI: GssapiRequest
}

type Mechanism = keyof Requests

/** The policies of each mechanism, by the domain of the servers that they are for. */
export class Policies {
  readonly #policies: { readonly [M in Mechanism]: Map<string, Policy<Requests[M]>> } = {
    PLAIN: new Map(),
    CURVE: new Map(),
    GSSAPI: new Map(),
  }

  set<M extends Mechanism>(mechanism: M, domain: string, policy: Policy<Requests[M]>): void {
    this.#policies[mechanism].set(domain, policy)
  }

  /** A function that decides about the peer of a request; undefined if nothing is configured for the server's domain. */
  find<M extends Mechanism>(mechanism: M, request: Requests[M]): ((signal: AbortSignal) => unknown) | undefined {
    const byDomain = this.#policies[mechanism]
    const policy = byDomain.get(request.domain) ?? byDomain.get("*")
    return policy && ((signal) => policy(request, signal))
  }
}
