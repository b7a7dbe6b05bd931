import { reservedEndpoint } from "../support/endpoints"

/** An udp endpoint of this process's own: another libzmq than the vendored one does not tell what a wildcard became. */
export function udpEndpoint(): string {
  return reservedEndpoint().replace("tcp:", "udp:")
}
