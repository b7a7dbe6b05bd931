import { reservedEndpoint } from "../support/endpoints"

/** A udp endpoint that no other process uses: only the vendored libzmq reports the port of a wildcard. */
export function udpEndpoint(): string {
  return reservedEndpoint().replace("tcp:", "udp:")
}
