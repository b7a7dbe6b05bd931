// The Paranoid Pirate Protocol, https://rfc.zeromq.org/spec/6/. A worker's first message is READY; from then on, either
// side sends HEARTBEAT. A request is the client's routing id, an empty part and the body; so is a reply.
export const READY = Buffer.of(1)
export const HEARTBEAT = Buffer.of(2)

/** A peer is taken for dead after this many heartbeats that did not come. */
export const liveness = 3
