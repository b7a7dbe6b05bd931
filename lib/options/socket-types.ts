/** The stable socket types, by the names of their classes. */
export const stableSockets = [
  "Pair",
  "Publisher",
  "Subscriber",
  "Request",
  "Reply",
  "Dealer",
  "Router",
  "Pull",
  "Push",
  "XPublisher",
  "XSubscriber",
  "Stream",
] as const

/** The socket types of libzmq's draft API. */
export const draftSockets = [
  "Server",
  "Client",
  "Radio",
  "Dish",
  "Gather",
  "Scatter",
  "Datagram",
  "Peer",
  "Channel",
] as const

/** Every socket type. */
export const allSockets = [...stableSockets, ...draftSockets] as const

/** The name of a socket type, which is the name of its class. */
export type SocketName = (typeof allSockets)[number]

/** The socket types that have a descriptor of their own; only one thread at a time may use such a socket. */
export const signalled = [...stableSockets, "Datagram"] as const

/** The socket types that send messages. */
export const senders = [
  "Pair",
  "Publisher",
  "Request",
  "Reply",
  "Dealer",
  "Router",
  "Push",
  "XPublisher",
  "XSubscriber",
  "Stream",
  "Server",
  "Client",
  "Radio",
  "Scatter",
  "Datagram",
  "Peer",
  "Channel",
] as const

/** The socket types that receive messages. */
export const receivers = [
  "Pair",
  "Subscriber",
  "Request",
  "Reply",
  "Dealer",
  "Router",
  "Pull",
  "XPublisher",
  "XSubscriber",
  "Stream",
  "Server",
  "Client",
  "Dish",
  "Gather",
  "Datagram",
  "Peer",
  "Channel",
] as const
