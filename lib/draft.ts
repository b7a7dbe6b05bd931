/// <reference types="node" preserve="true" />
/**
 * The socket types of libzmq's draft API, which may change from one release of libzmq to the next.
 *
 * @module zmq-napi/draft
 */

export type { GroupTag, RoutingIdTag, TaggedWritable } from "./socket/tagged-writable.js"
export { Channel, type ChannelOptions } from "./sockets/draft/channel.js"
export { Client, type ClientOptions } from "./sockets/draft/client.js"
export { Datagram, type DatagramOptions } from "./sockets/draft/datagram.js"
export { Dish, type DishOptions, type ReceivedGroup } from "./sockets/draft/dish.js"
export { Gather, type GatherOptions } from "./sockets/draft/gather.js"
export { Peer, type PeerOptions } from "./sockets/draft/peer.js"
export { Radio, type RadioOptions } from "./sockets/draft/radio.js"
export { Scatter, type ScatterOptions } from "./sockets/draft/scatter.js"
export { Server, type ServerOptions } from "./sockets/draft/server.js"
