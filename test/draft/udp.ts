import { reservedEndpoint } from "../support/endpoints"

/** An udp endpoint of this process's own: a wildcard port cannot be asked for, since binding happens later. */
export function udpEndpoint(): string {
  return reservedEndpoint().replace("tcp:", "udp:")
}
