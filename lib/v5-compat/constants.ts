// The constants of zeromq 5 other than the numbers of the options of sockets.

// --- options of contexts

/** How many threads serve the connections. */
export const ZMQ_IO_THREADS = 1
/** How many sockets may be open at once. */
export const ZMQ_MAX_SOCKETS = 2

// --- socket types

/** The type `"pair"`. */
export const ZMQ_PAIR = 0
/** The type `"pub"`. */
export const ZMQ_PUB = 1
/** The type `"sub"`. */
export const ZMQ_SUB = 2
/** The type `"req"`. */
export const ZMQ_REQ = 3
/** The type `"rep"`. */
export const ZMQ_REP = 4
/** The type `"dealer"`. */
export const ZMQ_DEALER = 5
/** The type `"xreq"`. */
export const ZMQ_XREQ = 5
/** The type `"router"`. */
export const ZMQ_ROUTER = 6
/** The type `"xrep"`. */
export const ZMQ_XREP = 6
/** The type `"pull"`. */
export const ZMQ_PULL = 7
/** The type `"push"`. */
export const ZMQ_PUSH = 8
/** The type `"xpub"`. */
export const ZMQ_XPUB = 9
/** The type `"xsub"`. */
export const ZMQ_XSUB = 10
/** The type `"stream"`. */
export const ZMQ_STREAM = 11

// --- results of ZMQ_EVENTS

/** A message can be received at once. */
export const ZMQ_POLLIN = 1
/** A message can be sent at once. */
export const ZMQ_POLLOUT = 2
/** An error; no socket reports it. */
export const ZMQ_POLLERR = 4

// --- flags of send

/** Further parts of the message follow in the next `send`. */
export const ZMQ_SNDMORE = 2

// --- states of a socket: `socket._zmq.state`

/** The socket is open. */
export const STATE_READY = 0
/** A bind or unbind of the socket has not ended. */
export const STATE_BUSY = 1
/** The socket is closed. */
export const STATE_CLOSED = 2

// --- what libzmq supports

/** Sockets have `disconnect`: 1. */
export const ZMQ_CAN_DISCONNECT = 1
/** Sockets have `unbind`: 1. */
export const ZMQ_CAN_UNBIND = 1
/** Sockets have `monitor`: 1. */
export const ZMQ_CAN_MONITOR = 1
/** A `Context` has options: 1. */
export const ZMQ_CAN_SET_CTX = 1
