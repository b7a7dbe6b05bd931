import type { Done, PeerSpec, Role, Style } from "../protocol"

/** A role that has been taken: its sockets are open, and bound if its spec says so. */
export interface Peer {
  /** Where it is bound. */
  address?: string
  connect?(address: string): void
  probe?(): Promise<void>
  run?(count: number): Promise<Work>
  /** Closes everything; what waits there fails. */
  close(): void | Promise<void>
}

/** What a run came to. */
export type Work = Omit<Done, "done">

/** A library, and what it can play here. */
export interface Driver {
  name: string
  /** What it runs, such as `zeromq 6.8.0, libzmq 4.3.5`. */
  version: string
  styles: readonly Style[]
  roles: Partial<Record<Role, Part>>
}

/** How a driver plays a role. */
export interface Part {
  /** Those of the driver's styles that the role can be played in. */
  styles: readonly Style[]
  open(spec: PeerSpec): Peer | Promise<Peer>
}

/** Takes the role of the spec, or says why that cannot be. */
export function openPeer({ name, styles, roles }: Driver, spec: PeerSpec): Peer | Promise<Peer> {
  const { role, style } = spec
  const part = roles[role]
  if (part === undefined) throw new Error(`${name} has no role "${role}"`)
  if (!styles.includes(style)) throw new Error(`${name} has no style "${style}"`)
  if (!part.styles.includes(style)) throw new Error(`The role "${role}" has no style "${style}"`)
  return part.open(spec)
}
