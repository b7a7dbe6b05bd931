/// <reference types="node" preserve="true" />
/**
 * The socket types of libzmq's draft API, which may change from one release of libzmq to the next.
 *
 * @module zmq-napi/draft
 */

export { Channel, type ChannelOptions } from "./sockets/channel.js"
export { Client, type ClientOptions } from "./sockets/client.js"
export { Datagram, type DatagramOptions } from "./sockets/datagram.js"
export { Dish, type DishOptions, type ReceivedGroup } from "./sockets/dish.js"
export { Gather, type GatherOptions } from "./sockets/gather.js"
export { Peer, type PeerOptions } from "./sockets/peer.js"
export { Radio, type RadioOptions } from "./sockets/radio.js"
export { Scatter, type ScatterOptions } from "./sockets/scatter.js"
export { Server, type ServerOptions } from "./sockets/server.js"
export type { GroupTag, RoutingIdTag, TaggedWritable } from "./tagged-writable.js"
