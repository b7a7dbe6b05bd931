// The numbers of the options of sockets, as in zmq.h and zeromq 5.

/** The option that is named `affinity` in `zmq-napi`. */
export const ZMQ_AFFINITY = 4
/** The option that is named `backlog` in `zmq-napi`. */
export const ZMQ_BACKLOG = 19
/** The option that is named `connectTimeout` in `zmq-napi`. */
export const ZMQ_CONNECT_TIMEOUT = 79
/** The option that is named `curvePublicKey` in `zmq-napi`. */
export const ZMQ_CURVE_PUBLICKEY = 48
/** The option that is named `curveSecretKey` in `zmq-napi`. */
export const ZMQ_CURVE_SECRETKEY = 49
/** The option that is named `curveServer` in `zmq-napi`. */
export const ZMQ_CURVE_SERVER = 47
/** The option that is named `curveServerKey` in `zmq-napi`. */
export const ZMQ_CURVE_SERVERKEY = 50
/** The option that is named `immediate` in `zmq-napi`. */
export const ZMQ_DELAY_ATTACH_ON_CONNECT = 39
/** What the socket can do at once: a mask of {@link ZMQ_POLLIN} and {@link ZMQ_POLLOUT}. */
export const ZMQ_EVENTS = 15
/** The option that is named `fileDescriptor` in `zmq-napi`. */
export const ZMQ_FD = 14
/** The option that is named `heartbeatInterval` in `zmq-napi`. */
export const ZMQ_HEARTBEAT_IVL = 75
/** The option that is named `heartbeatTimeout` in `zmq-napi`. */
export const ZMQ_HEARTBEAT_TIMEOUT = 77
/** The option that is named `heartbeatTimeToLive` in `zmq-napi`. */
export const ZMQ_HEARTBEAT_TTL = 76
/** The option that is named `hwm` in `zmq-napi`. */
export const ZMQ_HWM = 1
/** The option that is named `routingId` in `zmq-napi`. */
export const ZMQ_IDENTITY = 5
/** The option that is named `ipv4Only` in `zmq-napi`. */
export const ZMQ_IPV4ONLY = 31
/** The option that is named `ipv6` in `zmq-napi`. */
export const ZMQ_IPV6 = 42
/** The option that is named `lastEndpoint` in `zmq-napi`. */
export const ZMQ_LAST_ENDPOINT = 32
/** The option that is named `linger` in `zmq-napi`. */
export const ZMQ_LINGER = 17
/** The option that is named `maxMessageSize` in `zmq-napi`. */
export const ZMQ_MAXMSGSIZE = 22
/** An option of libzmq 2. Reading or setting it fails with `EINVAL`. */
export const ZMQ_MCAST_LOOP = 10
/** The security mechanism: 0 for none, 1 for PLAIN, 2 for CURVE, 3 for GSSAPI. */
export const ZMQ_MECHANISM = 43
/** The option that is named `multicastHops` in `zmq-napi`. */
export const ZMQ_MULTICAST_HOPS = 25
/** The option that is named `plainPassword` in `zmq-napi`. */
export const ZMQ_PLAIN_PASSWORD = 46
/** The option that is named `plainServer` in `zmq-napi`. */
export const ZMQ_PLAIN_SERVER = 44
/** The option that is named `plainUsername` in `zmq-napi`. */
export const ZMQ_PLAIN_USERNAME = 45
/** The option that is named `rate` in `zmq-napi`. */
export const ZMQ_RATE = 8
/** The option that is named `receiveBufferSize` in `zmq-napi`. */
export const ZMQ_RCVBUF = 12
/** The option that is named `receiveHighWaterMark` in `zmq-napi`. */
export const ZMQ_RCVHWM = 24
/** Whether a message was received in part. Always 0: messages are received whole. */
export const ZMQ_RCVMORE = 13
/** How long a receive waits, in milliseconds. Has no effect: the sockets of this API wait for ever. */
export const ZMQ_RCVTIMEO = 27
/** The option that is named `reconnectInterval` in `zmq-napi`. */
export const ZMQ_RECONNECT_IVL = 18
/** The option that is named `reconnectMaxInterval` in `zmq-napi`. */
export const ZMQ_RECONNECT_IVL_MAX = 21
/** The option that is named `recoveryInterval` in `zmq-napi`. */
export const ZMQ_RECOVERY_IVL = 9
/** The same as {@link ZMQ_RECOVERY_IVL}, as in libzmq 3 and later. `zeromq` 6 has its number, 9, here as well. */
export const ZMQ_RECOVERY_IVL_MSEC = 20
/** The option that is named `handover` in `zmq-napi`. */
export const ZMQ_ROUTER_HANDOVER = 56
/** The option that is named `mandatory` in `zmq-napi`. */
export const ZMQ_ROUTER_MANDATORY = 33
/** The option that is named `routerRaw` in `zmq-napi`. */
export const ZMQ_ROUTER_RAW = 41
/** The option that is named `sendBufferSize` in `zmq-napi`. */
export const ZMQ_SNDBUF = 11
/** The option that is named `sendHighWaterMark` in `zmq-napi`. */
export const ZMQ_SNDHWM = 23
/** How long a send waits, in milliseconds. Has no effect: the sockets of this API wait for ever. */
export const ZMQ_SNDTIMEO = 28
/** A prefix to subscribe to; see `subscribe`. */
export const ZMQ_SUBSCRIBE = 6
/** An option of libzmq 2. Reading or setting it fails with `EINVAL`. */
export const ZMQ_SWAP = 3
/** The option that is named `tcpAcceptFilter` in `zmq-napi`. */
export const ZMQ_TCP_ACCEPT_FILTER = 38
/** The option that is named `tcpKeepalive` in `zmq-napi`. */
export const ZMQ_TCP_KEEPALIVE = 34
/** The option that is named `tcpKeepaliveCount` in `zmq-napi`. */
export const ZMQ_TCP_KEEPALIVE_CNT = 35
/** The option that is named `tcpKeepaliveIdle` in `zmq-napi`. */
export const ZMQ_TCP_KEEPALIVE_IDLE = 36
/** The option that is named `tcpKeepaliveInterval` in `zmq-napi`. */
export const ZMQ_TCP_KEEPALIVE_INTVL = 37
/** The option that is named `type` in `zmq-napi`. */
export const ZMQ_TYPE = 16
/** A prefix to unsubscribe from; see `unsubscribe`. */
export const ZMQ_UNSUBSCRIBE = 7
/** Whether an `xpub` socket receives every subscription, and not only the first one to a topic. */
export const ZMQ_XPUB_VERBOSE = 40
/** The option that is named `zapDomain` in `zmq-napi`. */
export const ZMQ_ZAP_DOMAIN = 55
