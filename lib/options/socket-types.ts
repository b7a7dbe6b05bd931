/** The stable socket types, as this package calls their classes. */
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

/** The name of a socket type: that of its class. */
export type SocketName = (typeof allSockets)[number]

/** The socket types that one thread at a time may use, and that have a descriptor of their own. */
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
