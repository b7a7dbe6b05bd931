/**
 * The options of a `Socket`, which are properties of it, and the second argument of `createSocket`. Most
 * take effect at the next `bind` or `connect`.
 *
 * Numbers that mean yes or no are 1 and 0; `true` and `false` are accepted too. Text that is not set reads as `""`. An
 * option that the type of the socket does not use keeps its value, without effect, as in libzmq.
 *
 * @see zmq_setsockopt(3)
 */
export interface SocketOptions {
  /** The descriptor on which the socket signals. */
  readonly _fd: number
  /** What the socket can do at once: a mask of `ZMQ_POLLIN` and `ZMQ_POLLOUT`. */
  readonly _ioevents: number
  /** Always 0: messages are received whole. */
  readonly _receiveMore: number
  /** Setting it subscribes, as `subscribe` does. Throws when read. */
  _subscribe: string | Buffer
  /** Setting it unsubscribes, as `unsubscribe` does. Throws when read. */
  _unsubscribe: string | Buffer
  /** Which of the context's I/O threads may serve new connections, a bit mask. Default 0: any. */
  affinity: number
  /** How many connections the operating system keeps waiting until they are accepted. Default 100. */
  backlog: number
  /** The high-water marks of both directions, in messages. Default 1000. zeromq 5 throws here since libzmq 3. */
  hwm: number
  /** The routing id by which a router knows this socket; a Buffer if it is not text. Default `""`: the router chooses. */
  identity: string | Buffer
  /** How long messages are kept after `close` until they are sent, in milliseconds. Default -1: without a limit. */
  linger: number
  /** An option of libzmq 2: throws with code `EINVAL`. */
  mcast_loop: number
  /** The rate of multicast, in kilobits per second. Default 100. */
  rate: number
  /** The size of the operating system's receive buffer, in bytes. Default -1: its own default. */
  rcvbuf: number
  /** The endpoint of the last bind or connect, with the real port where a wildcard was bound. */
  readonly last_endpoint: string
  /** How long to wait before a lost connection is made again, in milliseconds. Default 100. */
  reconnect_ivl: number
  /** How long a receiver may be absent from a multicast group, in milliseconds. Default 10000. */
  recovery_ivl: number
  /** The size of the operating system's send buffer, in bytes. Default -1: its own default. */
  sndbuf: number
  /** An option of libzmq 2: throws with code `EINVAL`. */
  swap: number
  /** The security mechanism: 0 for none, 1 for PLAIN, 2 for CURVE, 3 for GSSAPI. */
  readonly mechanism: number
  /** 1 for a PLAIN server. Default 0. */
  plain_server: number
  /** The user name of a PLAIN client. */
  plain_username: string
  /** The password of a PLAIN client. */
  plain_password: string
  /** 1 for a CURVE server. Default 0. */
  curve_server: number
  /** The socket's own public key: 40 characters of Z85, or 32 bytes. */
  curve_publickey: string | Buffer
  /** The socket's own secret key: 40 characters of Z85, or 32 bytes. */
  curve_secretkey: string | Buffer
  /** The public key of the server that a CURVE client connects to: 40 characters of Z85, or 32 bytes. */
  curve_serverkey: string | Buffer
  /** The domain for which a ZAP handler is asked. */
  zap_domain: string
  /** The interval of heartbeats, in milliseconds. Default 0: none. */
  heartbeat_ivl: number
  /** After which silence the peer gives this socket up, in milliseconds, rounded down to hundreds. Default 0: never. */
  heartbeat_ttl: number
  /** After which silence a peer is given up, in milliseconds. Default -1: `heartbeat_ivl`. */
  heartbeat_timeout: number
  /** How long an attempt to connect may take, in milliseconds. Default 0: as long as the operating system allows. */
  connect_timeout: number
}
