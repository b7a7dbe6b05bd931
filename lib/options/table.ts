import { receivers, senders, socketsWithDescriptor } from "../socket-types/socket-types.js"
import { choice, mask } from "./choices.js"
import { boolean, descriptor, exitLinger, idFilter, int32, int64, uint64 } from "./numbers.js"
import { bytes, curveKey, text } from "./text.js"

/**
 * Every option of a socket: the one place that names them.
 *
 * The types in types.ts, the accessors of the socket classes, their constructor options, `getOption` and `setOption`, the API
 * reference and the tests all derive from it. To add an option of a newer zmq.h, add a row here, with `since`.
 *
 * Most options take effect at the next bind or connect, so set them before it, best in the constructor. These take
 * effect at once: `linger`, the time-outs, the high-water marks, and options that only one socket type has.
 */
export const socketOptions = {
  /**
   * Which of the context's I/O threads may serve new connections: bit 0 for the first, bit 1 for the second.
   * A bit mask of 64 bits, default 0: any thread. A value past 2^53 is a bigint.
   *
   * @see zmq_setsockopt(3) ZMQ_AFFINITY
   */
  affinity: uint64({ zmq: "ZMQ_AFFINITY", unit: "bit mask", default: 0, access: "rw" }),

  /**
   * How many connections the operating system keeps waiting until they are accepted, as in listen(2). Default 100.
   *
   * @see zmq_setsockopt(3) ZMQ_BACKLOG
   */
  backlog: int32({ zmq: "ZMQ_BACKLOG", unit: "connections", default: 100, min: 0, access: "rw" }),

  /**
   * The routing id by which this socket will know the peer of its next connect, so that it can send to the peer at
   * once. 1 to 255 bytes, the first not 0. Applies to one connect only; an id that is in use must not be set again.
   *
   * @see zmq_setsockopt(3) ZMQ_CONNECT_ROUTING_ID
   */
  connectRoutingId: bytes({
    zmq: "ZMQ_CONNECT_ROUTING_ID",
    aliases: ["ZMQ_CONNECT_RID"],
    default: null,
    maxBytes: 255,
    required: true,
    nonZeroStart: true,
    access: "w",
    sockets: ["Router", "Stream"],
  }),

  /**
   * For how long the kernel polls the network device when there is nothing to read, in microseconds. Default 0: not at
   * all. Polling lowers the latency of received data, and costs processor time. Works for tcp and ws, on Linux, with
   * network devices that support it; a value above the system's `net.core.busy_read` has no effect without the
   * capability CAP_NET_ADMIN. A draft, since libzmq 4.3.5; the vendored libzmq has it.
   *
   * @see zmq_setsockopt(3) ZMQ_BUSY_POLL
   */
  busyPoll: int32({
    zmq: "ZMQ_BUSY_POLL",
    draft: true,
    since: "4.3.5",
    unit: "microseconds",
    default: 0,
    min: 0,
    access: "rw",
  }),

  /**
   * Keeps only the newest waiting message of each connection and direction. Default false. A receive returns the
   * message that is the newest at that moment, even if the socket was polled before. The high-water marks are ignored.
   * A message can have one part only: a send of several parts rejects with a TypeError, and of several parts that a
   * peer sends, the last one received counts as the message. Set it before bind and connect. Over inproc, set it on the
   * socket that connects, or bind before the other socket connects. libzmq 4.3 ignores it on Gather and Scatter. A
   * libzmq that is not vendored ignores it on XSubscriber and Dish as well.
   *
   * @see zmq_setsockopt(3) ZMQ_CONFLATE
   */
  conflate: boolean({
    zmq: "ZMQ_CONFLATE",
    default: false,
    access: "rw",
    sockets: ["Pull", "Push", "Subscriber", "Publisher", "Dealer", "XSubscriber", "Dish", "Scatter", "Gather"],
  }),

  /**
   * How long an attempt to connect may take before it is given up and repeated, in milliseconds. Default 0: as long as
   * the operating system allows. tcp only.
   *
   * @see zmq_setsockopt(3) ZMQ_CONNECT_TIMEOUT
   */
  connectTimeout: int32({ zmq: "ZMQ_CONNECT_TIMEOUT", unit: "milliseconds", default: 0, min: 0, access: "rw" }),

  /**
   * Sends a number with each request, and accepts only the reply with the same number. Default false.
   *
   * @see zmq_setsockopt(3) ZMQ_REQ_CORRELATE
   */
  correlate: boolean({ zmq: "ZMQ_REQ_CORRELATE", default: false, access: "w", sockets: ["Request"] }),

  /**
   * The socket's own public key for CURVE, which a client needs: 40 characters of Z85, or 32 bytes. Default null.
   * Setting it turns CURVE on. Reads as Z85.
   *
   * @see zmq_setsockopt(3) ZMQ_CURVE_PUBLICKEY, zmq_curve(7)
   */
  curvePublicKey: curveKey({ zmq: "ZMQ_CURVE_PUBLICKEY", needs: "curve", default: null, access: "rw" }),

  /**
   * The socket's own secret key for CURVE, which client and server need: 40 characters of Z85, or 32 bytes.
   * Default null. Setting it turns CURVE on. Reads as Z85; never appears in an error.
   *
   * @see zmq_setsockopt(3) ZMQ_CURVE_SECRETKEY, zmq_curve(7)
   */
  curveSecretKey: curveKey({ zmq: "ZMQ_CURVE_SECRETKEY", needs: "curve", secret: true, default: null, access: "rw" }),

  /**
   * Makes the socket a CURVE server, which needs `curveSecretKey` too. Default false.
   * Setting it to false turns security off altogether.
   *
   * @see zmq_setsockopt(3) ZMQ_CURVE_SERVER, zmq_curve(7)
   */
  curveServer: boolean({ zmq: "ZMQ_CURVE_SERVER", needs: "curve", default: false, access: "rw" }),

  /**
   * The public key of the CURVE server that this client connects to: 40 characters of Z85, or 32 bytes. Default null.
   * Setting it turns CURVE on and makes the socket a client. Reads as Z85.
   *
   * @see zmq_setsockopt(3) ZMQ_CURVE_SERVERKEY, zmq_curve(7)
   */
  curveServerKey: curveKey({ zmq: "ZMQ_CURVE_SERVERKEY", needs: "curve", default: null, access: "rw" }),

  /**
   * A message that this socket receives when a peer that it has accepted disconnects. Default null: none. A Router
   * receives it as every message, with the peer's routing id in front. With `heartbeatInterval`, it also comes when a
   * peer stops responding. A draft, since libzmq 4.3.3.
   *
   * @see zmq_setsockopt(3) ZMQ_DISCONNECT_MSG
   */
  disconnectMessage: bytes({
    zmq: "ZMQ_DISCONNECT_MSG",
    draft: true,
    since: "4.3.3",
    default: null,
    access: "w",
    sockets: ["Router", "Server", "Peer"],
  }),

  /**
   * The descriptor on which libzmq signals, for code outside JavaScript that waits for this socket. It becomes readable
   * when `readable` and `writable` must be checked again, and stays readable until they are. The event loop of the
   * thread checks the socket too, and changes that it has seen are not signalled again. The descriptor must not be
   * read, written or closed. In JavaScript, wait by an operation or a Poller.
   *
   * @see zmq_getsockopt(3) ZMQ_FD
   */
  fileDescriptor: descriptor({ zmq: "ZMQ_FD", access: "r", sockets: socketsWithDescriptor }),

  /**
   * Sends messages unencrypted, although GSSAPI authenticates the peers. Default false: messages are encrypted.
   * `EINVAL` where libzmq was built without GSSAPI.
   *
   * @see zmq_setsockopt(3) ZMQ_GSSAPI_PLAINTEXT, zmq_gssapi(7)
   */
  gssapiPlainText: boolean({ zmq: "ZMQ_GSSAPI_PLAINTEXT", needs: "gssapi", default: false, access: "rw" }),

  /**
   * The principal whose GSSAPI credentials are acquired. Default null; 1 to 255 bytes, and cannot be unset.
   * `EINVAL` where libzmq was built without GSSAPI.
   *
   * @see zmq_setsockopt(3) ZMQ_GSSAPI_PRINCIPAL, zmq_gssapi(7)
   */
  gssapiPrincipal: text({
    zmq: "ZMQ_GSSAPI_PRINCIPAL",
    needs: "gssapi",
    default: null,
    maxBytes: 255,
    required: true,
    access: "rw",
  }),

  /**
   * How `gssapiPrincipal` is interpreted: `"hostBased"` (default), `"userName"` or `"krb5Principal"`. `EINVAL` where
   * libzmq was built without GSSAPI.
   *
   * @see zmq_setsockopt(3) ZMQ_GSSAPI_PRINCIPAL_NAMETYPE, zmq_gssapi(7)
   */
  gssapiPrincipalNameType: choice({
    zmq: "ZMQ_GSSAPI_PRINCIPAL_NAMETYPE",
    needs: "gssapi",
    since: "4.3.0",
    default: "hostBased",
    choices: [
      { value: "hostBased", as: "ZMQ_GSSAPI_NT_HOSTBASED" },
      { value: "userName", as: "ZMQ_GSSAPI_NT_USER_NAME" },
      { value: "krb5Principal", as: "ZMQ_GSSAPI_NT_KRB5_PRINCIPAL" },
    ],
    access: "rw",
  }),

  /**
   * Makes the socket a GSSAPI server. Default false. `EINVAL` where libzmq was built without GSSAPI.
   *
   * @see zmq_setsockopt(3) ZMQ_GSSAPI_SERVER, zmq_gssapi(7)
   */
  gssapiServer: boolean({ zmq: "ZMQ_GSSAPI_SERVER", needs: "gssapi", default: false, access: "rw" }),

  /**
   * The principal of the GSSAPI server that this client connects to. Default null; 1 to 255 bytes, and cannot be unset.
   * `EINVAL` where libzmq was built without GSSAPI.
   *
   * @see zmq_setsockopt(3) ZMQ_GSSAPI_SERVICE_PRINCIPAL, zmq_gssapi(7)
   */
  gssapiServicePrincipal: text({
    zmq: "ZMQ_GSSAPI_SERVICE_PRINCIPAL",
    needs: "gssapi",
    default: null,
    maxBytes: 255,
    required: true,
    access: "rw",
  }),

  /**
   * How `gssapiServicePrincipal` is interpreted: `"hostBased"` (default), `"userName"` or `"krb5Principal"`. `EINVAL`
   * where libzmq was built without GSSAPI.
   *
   * @see zmq_setsockopt(3) ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE, zmq_gssapi(7)
   */
  gssapiServicePrincipalNameType: choice({
    zmq: "ZMQ_GSSAPI_SERVICE_PRINCIPAL_NAMETYPE",
    needs: "gssapi",
    since: "4.3.0",
    default: "hostBased",
    choices: [
      { value: "hostBased", as: "ZMQ_GSSAPI_NT_HOSTBASED" },
      { value: "userName", as: "ZMQ_GSSAPI_NT_USER_NAME" },
      { value: "krb5Principal", as: "ZMQ_GSSAPI_NT_KRB5_PRINCIPAL" },
    ],
    access: "rw",
  }),

  /**
   * Lets a new peer take over a routing id that is in use, and closes the old peer's connection. An old peer that still
   * runs connects again and takes the id over in turn, so give each peer an id of its own. Default false: the new peer
   * is disconnected, and connects again until the old peer has gone.
   *
   * @see zmq_setsockopt(3) ZMQ_ROUTER_HANDOVER
   */
  handover: boolean({ zmq: "ZMQ_ROUTER_HANDOVER", default: false, access: "w", sockets: ["Router"] }),

  /**
   * How long a new connection may take to exchange socket types, routing ids and credentials before it is closed, in
   * milliseconds. Default 30000; 0: no limit. Has no effect on a Stream.
   *
   * @see zmq_setsockopt(3) ZMQ_HANDSHAKE_IVL
   */
  handshakeInterval: int32({ zmq: "ZMQ_HANDSHAKE_IVL", unit: "milliseconds", default: 30_000, min: 0, access: "rw" }),

  /**
   * The interval of ZMTP pings to each peer, in milliseconds. Default 0: no pings. Without pings, the loss of a peer's
   * machine may go unnoticed for hours.
   *
   * Peers of ZMTP 1.0 and 2.0 (libzmq before 4.0) get no pings. A peer of ZMTP 3.0 (libzmq 4.0 to 4.3.2) gets one ping,
   * and further pings only if it answers, because only some of these peers know pings; libzmq 4.0 and 4.1 take the ping
   * for a message. A system's libzmq does not wait for this answer, and closes the connections of peers that do not
   * know pings.
   *
   * @see zmq_setsockopt(3) ZMQ_HEARTBEAT_IVL
   */
  heartbeatInterval: int32({ zmq: "ZMQ_HEARTBEAT_IVL", unit: "milliseconds", default: 0, min: 0, access: "rw" }),

  /**
   * How long a peer may send nothing after a ping before its connection is closed, in milliseconds. Default -1: as long
   * as `heartbeatInterval`; -1 itself cannot be set. Any bytes count as an answer, also those of a message that takes
   * long to arrive. A ping waits behind earlier messages, so this time must be longer for a peer that reads slowly and
   * sends nothing itself.
   *
   * While the peer's messages wait for room in this socket (`receiveHighWaterMark`), the socket reads nothing, and no
   * connection is closed for that reason. A peer that dies meanwhile goes unnoticed until messages have been received
   * and there is room again.
   *
   * @see zmq_setsockopt(3) ZMQ_HEARTBEAT_TIMEOUT
   */
  heartbeatTimeout: int32({ zmq: "ZMQ_HEARTBEAT_TIMEOUT", unit: "milliseconds", default: -1, min: 0, access: "rw" }),

  /**
   * How long this socket may send nothing after a ping before the peer closes the connection on its side. In
   * milliseconds, in steps of 100 (libzmq rounds down), up to 6553599. Default 0: the peer does not close it.
   *
   * @see zmq_setsockopt(3) ZMQ_HEARTBEAT_TTL
   */
  heartbeatTimeToLive: int32({
    zmq: "ZMQ_HEARTBEAT_TTL",
    unit: "milliseconds",
    default: 0,
    min: 0,
    max: 6_553_599,
    step: 100,
    access: "rw",
  }),

  /**
   * A message that this socket sends by itself to every new peer, before any other. Default null: none. A draft, since
   * libzmq 4.3.3.
   *
   * @see zmq_setsockopt(3) ZMQ_HELLO_MSG
   */
  helloMessage: bytes({
    zmq: "ZMQ_HELLO_MSG",
    draft: true,
    since: "4.3.3",
    default: null,
    access: "w",
    sockets: ["Dealer", "Router", "Client", "Server", "Peer"],
  }),

  /**
   * A message that this socket itself receives when a connection that it has made is lost, before messages of the next
   * connection: for a client that must log in again. Default null: none. With `heartbeatInterval`, it also receives the
   * message when a peer stops responding. Not over inproc. A draft, since libzmq 4.3.5; the vendored libzmq has it.
   *
   * @see zmq_setsockopt(3) ZMQ_HICCUP_MSG
   */
  hiccupMessage: bytes({
    zmq: "ZMQ_HICCUP_MSG",
    draft: true,
    since: "4.3.5",
    default: null,
    access: "w",
    sockets: ["Dealer", "Client", "Peer"],
  }),

  /**
   * Queues messages only for peers whose connection is up. Default false: also for peers that are still connecting.
   * With true, a send waits while no connection is up, and no message is lost to a peer that never connects.
   *
   * @see zmq_setsockopt(3) ZMQ_IMMEDIATE
   */
  immediate: boolean({
    zmq: "ZMQ_IMMEDIATE",
    aliases: ["ZMQ_DELAY_ATTACH_ON_CONNECT"],
    default: false,
    access: "rw",
  }),

  /**
   * The most bytes that one system call receives, at least 9. Default 8192, and up to 65,536 while reads fill that and
   * a queue has room for so many messages. A value that is set stays as it is; a larger one costs memory for each
   * connection. A draft, since libzmq 4.3.3.
   *
   * @see zmq_setsockopt(3) ZMQ_IN_BATCH_SIZE
   */
  inBatchSize: int32({
    zmq: "ZMQ_IN_BATCH_SIZE",
    draft: true,
    since: "4.3.3",
    unit: "bytes",
    default: 8192,
    min: 9,
    access: "rw",
  }),

  /**
   * The network device, such as `"eth0"` or a VRF, that tcp and udp connections are bound to. Default null: any.
   * On Linux only; bind and connect then need the capability CAP_NET_RAW and fail with `EPERM` without it.
   *
   * @see zmq_setsockopt(3) ZMQ_BINDTODEVICE
   */
  interface: text({ zmq: "ZMQ_BINDTODEVICE", default: null, access: "rw" }),

  /**
   * Inverts the filter: messages that match a subscription are dropped, all others pass. Default false. Both sides must
   * set it: if a publisher has it, its subscribers must have it as well.
   *
   * @see zmq_setsockopt(3) ZMQ_INVERT_MATCHING
   */
  invertMatching: boolean({
    zmq: "ZMQ_INVERT_MATCHING",
    default: false,
    access: "rw",
    sockets: ["Publisher", "Subscriber", "XPublisher"],
  }),

  /**
   * Adds a group whose processes may connect over ipc; null clears the list. While the list is empty, any process may
   * connect. `EINVAL` on systems that do not report a peer's credentials.
   *
   * @deprecated Authenticate peers by ZAP instead.
   * @see zmq_setsockopt(3) ZMQ_IPC_FILTER_GID
   */
  ipcFilterGroupId: idFilter({ zmq: "ZMQ_IPC_FILTER_GID", default: null, access: "w" }),

  /**
   * Adds a process that may connect over ipc; null clears the list. While the list is empty, any process may connect.
   * `EINVAL` on systems that do not report a peer's process, which are all but Linux.
   *
   * @deprecated Authenticate peers by ZAP instead.
   * @see zmq_setsockopt(3) ZMQ_IPC_FILTER_PID
   */
  ipcFilterProcessId: idFilter({ zmq: "ZMQ_IPC_FILTER_PID", default: null, access: "w" }),

  /**
   * Adds a user whose processes may connect over ipc; null clears the list. While the list is empty, any process may
   * connect. `EINVAL` on systems that do not report a peer's credentials.
   *
   * @deprecated Authenticate peers by ZAP instead.
   * @see zmq_setsockopt(3) ZMQ_IPC_FILTER_UID
   */
  ipcFilterUserId: idFilter({ zmq: "ZMQ_IPC_FILTER_UID", default: null, access: "w" }),

  /**
   * The opposite of `ipv6`. Default true.
   *
   * @deprecated Use `ipv6`.
   * @see zmq_setsockopt(3) ZMQ_IPV4ONLY
   */
  ipv4Only: boolean({ zmq: "ZMQ_IPV4ONLY", default: true, access: "rw" }),

  /**
   * Connects to, and accepts connections from, IPv6 hosts as well as IPv4 ones.
   * Default false, or what the context's `ipv6` was when the socket was opened.
   *
   * @see zmq_setsockopt(3) ZMQ_IPV6
   */
  ipv6: boolean({ zmq: "ZMQ_IPV6", default: false, access: "rw" }),

  /**
   * The endpoint of the last bind or connect, with the real port where a wildcard was bound; null before the first.
   *
   * @see zmq_getsockopt(3) ZMQ_LAST_ENDPOINT
   */
  lastEndpoint: text({ zmq: "ZMQ_LAST_ENDPOINT", default: null, access: "r" }),

  /**
   * How long messages that were not sent yet stay in memory after close or disconnect, in milliseconds. Default -1:
   * until they are sent, but at the end of the process no longer than the context's `exitLinger`; 0: they are dropped
   * at once. Default 0 on a context whose `blocky` is false, and on socket types that send only subscriptions:
   * Subscriber, XSubscriber and Dish.
   *
   * @see zmq_setsockopt(3) ZMQ_LINGER
   */
  linger: int32({
    zmq: "ZMQ_LINGER",
    unit: "milliseconds",
    default: -1,
    exceptions: { Subscriber: 0, XSubscriber: 0, Dish: 0 },
    min: -1,
    access: "rw",
  }),

  /**
   * Uses Windows' faster path for tcp on the loopback interface; both sides must use it. Default false; ignored
   * elsewhere. A draft, since libzmq 4.2.4.
   *
   * @see zmq_setsockopt(3) ZMQ_LOOPBACK_FASTPATH
   */
  loopbackFastPath: boolean({
    zmq: "ZMQ_LOOPBACK_FASTPATH",
    draft: true,
    since: "4.2.4",
    default: false,
    access: "rw",
  }),

  /**
   * Refuses messages that cannot be routed: a send to an unknown peer fails with `EHOSTUNREACH`, and a send to a peer
   * whose queue is full waits. Default false: such messages are dropped silently.
   *
   * @see zmq_setsockopt(3) ZMQ_ROUTER_MANDATORY
   */
  mandatory: boolean({
    zmq: "ZMQ_ROUTER_MANDATORY",
    aliases: ["ZMQ_FAIL_UNROUTABLE", "ZMQ_ROUTER_BEHAVIOR"],
    default: false,
    access: "w",
    sockets: ["Router"],
  }),

  /**
   * Lets the program handle subscriptions: each arrives as a message, and `setOption("subscribe", topic)` or
   * `setOption("unsubscribe", topic)` then changes the subscriptions of the peer that sent it. Default false.
   *
   * @see zmq_setsockopt(3) ZMQ_XPUB_MANUAL
   */
  manual: boolean({ zmq: "ZMQ_XPUB_MANUAL", default: false, access: "w", sockets: ["XPublisher"] }),

  /**
   * As `manual`, but the first message after a subscription is sent only to the new subscriber, which serves last-value
   * caches. Default false. A draft, since libzmq 4.3.2.
   *
   * @see zmq_setsockopt(3) ZMQ_XPUB_MANUAL_LAST_VALUE
   */
  manualLastValue: boolean({
    zmq: "ZMQ_XPUB_MANUAL_LAST_VALUE",
    draft: true,
    since: "4.3.2",
    default: false,
    access: "w",
    sockets: ["XPublisher"],
  }),

  /**
   * The largest part of a message that is accepted, in bytes; a peer that sends a larger part is disconnected. The
   * number of parts is limited by `maxMultipartSize`. Default -1: any size. A value past 2^53 is a bigint.
   *
   * @see zmq_setsockopt(3) ZMQ_MAXMSGSIZE
   */
  maxMessageSize: int64({ zmq: "ZMQ_MAXMSGSIZE", unit: "bytes", default: -1, min: -1, access: "rw" }),

  /**
   * The largest message that is accepted, all its parts together, in bytes; a part counts for 64 bytes at least. A peer
   * that sends a larger message is disconnected. libzmq keeps the parts of a message until the last one has come, and no
   * high-water mark counts them before: so without this limit, a peer that never sends a last part fills the memory. The
   * size is checked when a part has been received; set `maxMessageSize` too, which limits a part before. Not over
   * inproc. Default -1: any size. A value past 2^53 is a bigint. A draft that only the vendored libzmq has.
   *
   * @see zmq_setsockopt(3) of the vendored libzmq, ZMQ_MAX_MULTIPART_SIZE
   */
  maxMultipartSize: int64({
    zmq: "ZMQ_MAX_MULTIPART_SIZE",
    draft: true,
    vendored: true,
    unit: "bytes",
    default: -1,
    min: -1,
    access: "rw",
  }),

  /**
   * The most different subscriptions of one peer at a time; of a Radio, the most groups that one peer has joined. They
   * are kept until the peer cancels them or disconnects, and no high-water mark counts them: without this limit, a peer
   * that subscribes for ever fills the memory. A peer that wants one more is disconnected, and its subscriptions are
   * dropped, with the messages that wait for it; it may connect again. A subscription takes memory for each byte of its
   * topic; set `maxMessageSize` too, which limits a topic. Set while peers are connected, the limit applies to what they
   * subscribe to from then on. A manual XPublisher counts what peers subscribe to, and not what the program subscribes
   * them to. Default -1: any number. A draft that only the vendored libzmq has.
   *
   * @see zmq_setsockopt(3) of the vendored libzmq, ZMQ_MAX_SUBSCRIPTIONS
   */
  maxSubscriptions: int32({
    zmq: "ZMQ_MAX_SUBSCRIPTIONS",
    draft: true,
    vendored: true,
    unit: "subscriptions",
    default: -1,
    min: -1,
    access: "rw",
    sockets: ["Publisher", "XPublisher", "Radio"],
  }),

  /**
   * Adds a property, `"X-name:value"`, that peers learn when they connect. Each assignment adds one. Default: none.
   * A draft, since libzmq 4.2.4.
   *
   * @see zmq_setsockopt(3) ZMQ_METADATA
   */
  metadata: text({
    zmq: "ZMQ_METADATA",
    draft: true,
    since: "4.2.4",
    default: null,
    required: true,
    form: [/^X-[^:]{1,253}:./s, 'a string such as "X-name:value"'],
    access: "w",
  }),

  /**
   * How many routers a multicast packet may pass. Default 1: it stays in the local network.
   *
   * @see zmq_setsockopt(3) ZMQ_MULTICAST_HOPS
   */
  multicastHops: int32({
    zmq: "ZMQ_MULTICAST_HOPS",
    unit: "network hops",
    default: 1,
    min: 1,
    access: "rw",
    sockets: senders,
  }),

  /**
   * Delivers multicast messages that this socket sends over udp to sockets on the same machine too. Default true. A
   * draft, since libzmq 4.3.0.
   *
   * @see zmq_setsockopt(3) ZMQ_MULTICAST_LOOP
   */
  multicastLoop: boolean({
    zmq: "ZMQ_MULTICAST_LOOP",
    draft: true,
    since: "4.3.0",
    default: true,
    access: "rw",
    sockets: ["Radio"],
  }),

  /**
   * The largest multicast packet that is sent, in bytes. Default 1500; at most the smallest MTU on the way. Over pgm
   * and epgm it must be from 128 to 65535, and a sender's `rate` must allow at least one such packet each second.
   *
   * @see zmq_setsockopt(3) ZMQ_MULTICAST_MAXTPDU
   */
  multicastMaxTransportDataUnit: int32({
    zmq: "ZMQ_MULTICAST_MAXTPDU",
    unit: "bytes",
    default: 1500,
    min: 1,
    access: "rw",
  }),

  /**
   * Makes a send wait, or fail with `EAGAIN` at its time-out, while a subscriber's queue is full. Default false: that
   * subscriber misses the message.
   *
   * @see zmq_setsockopt(3) ZMQ_XPUB_NODROP
   */
  noDrop: boolean({
    zmq: "ZMQ_XPUB_NODROP",
    default: false,
    access: "w",
    sockets: ["XPublisher", "Publisher", "Radio"],
  }),

  /**
   * Delivers an empty message when a peer connects or disconnects. Default true.
   *
   * @see zmq_setsockopt(3) ZMQ_STREAM_NOTIFY
   */
  notify: boolean({ zmq: "ZMQ_STREAM_NOTIFY", default: true, access: "w", sockets: ["Stream"] }),

  /**
   * Treats only the first part of a message as a subscription, and the further parts as data. Default false: any part
   * that looks like a subscription is one. A draft, since libzmq 4.3.3.
   *
   * @see zmq_setsockopt(3) ZMQ_ONLY_FIRST_SUBSCRIBE
   */
  onlyFirstSubscribe: boolean({
    zmq: "ZMQ_ONLY_FIRST_SUBSCRIBE",
    draft: true,
    since: "4.3.3",
    default: false,
    access: "w",
    sockets: ["XPublisher", "XSubscriber"],
  }),

  /**
   * The most bytes that one system call sends. Default 8192, and up to 65,536 while more waits to be sent than that. A
   * value that is set stays as it is. A draft, since libzmq 4.3.3.
   *
   * @see zmq_setsockopt(3) ZMQ_OUT_BATCH_SIZE
   */
  outBatchSize: int32({
    zmq: "ZMQ_OUT_BATCH_SIZE",
    draft: true,
    since: "4.3.3",
    unit: "bytes",
    default: 8192,
    min: 1,
    access: "rw",
  }),

  /**
   * The password that a PLAIN client sends, 1 to 255 bytes. Default null. Setting it turns PLAIN on. Null turns
   * security off, but the old password can still be read. Never appears in an error.
   *
   * @see zmq_setsockopt(3) ZMQ_PLAIN_PASSWORD, zmq_plain(7)
   */
  plainPassword: text({ zmq: "ZMQ_PLAIN_PASSWORD", default: null, maxBytes: 255, secret: true, access: "rw" }),

  /**
   * Makes the socket a PLAIN server. Default false. Setting it to false turns security off altogether.
   *
   * @see zmq_setsockopt(3) ZMQ_PLAIN_SERVER, zmq_plain(7)
   */
  plainServer: boolean({ zmq: "ZMQ_PLAIN_SERVER", default: false, access: "rw" }),

  /**
   * The user name that a PLAIN client sends, 1 to 255 bytes. Default null. Setting it turns PLAIN on. Null turns
   * security off, but the old name can still be read.
   *
   * @see zmq_setsockopt(3) ZMQ_PLAIN_USERNAME, zmq_plain(7)
   */
  plainUsername: text({ zmq: "ZMQ_PLAIN_USERNAME", default: null, maxBytes: 255, access: "rw" }),

  /**
   * The priority of all packets of this socket, SO_PRIORITY of socket(7). Default 0; more than 6 has no effect
   * without the capability CAP_NET_ADMIN. On Linux only. A draft, since libzmq 4.3.4.
   *
   * @see zmq_setsockopt(3) ZMQ_PRIORITY
   */
  priority: int32({ zmq: "ZMQ_PRIORITY", draft: true, since: "4.3.4", default: 0, min: 0, access: "rw" }),

  /**
   * Sends an empty message on each new connection, so that a Router at the other end learns of this peer at once.
   * Default false. Use it only with a Router at the other end, whose program must ignore such messages.
   *
   * @see zmq_setsockopt(3) ZMQ_PROBE_ROUTER
   */
  probeRouter: boolean({
    zmq: "ZMQ_PROBE_ROUTER",
    default: false,
    access: "w",
    sockets: ["Router", "Dealer", "Request"],
  }),

  /**
   * The highest data rate of multicast transports, in kilobits a second. Default 100. Over pgm and epgm, `bind` and
   * `connect` of a sender fail with a ZmqError of code `EINVAL` if the rate allows less than one packet of
   * `multicastMaxTransportDataUnit` each second: it must be at least 12 for 1500 bytes.
   *
   * @see zmq_setsockopt(3) ZMQ_RATE
   */
  rate: int32({ zmq: "ZMQ_RATE", unit: "kilobits per second", default: 100, min: 1, access: "rw" }),

  /**
   * The size of the operating system's receive buffer of each connection, in bytes. Default -1: the system's own.
   *
   * @see zmq_setsockopt(3) ZMQ_RCVBUF
   */
  receiveBufferSize: int32({
    zmq: "ZMQ_RCVBUF",
    unit: "bytes",
    default: -1,
    min: -1,
    access: "rw",
    sockets: receivers,
  }),

  /**
   * How many messages from one peer wait here to be received before the peer must wait, or loses further messages.
   * Default 1000; 0: no limit. libzmq treats it as a rough figure.
   *
   * @see zmq_setsockopt(3) ZMQ_RCVHWM
   */
  receiveHighWaterMark: int32({
    zmq: "ZMQ_RCVHWM",
    unit: "messages",
    default: 1000,
    min: 0,
    access: "rw",
    sockets: receivers,
  }),

  /**
   * How long a receive waits for a message before it fails with `EAGAIN`, in milliseconds.
   * Default -1: for ever; 0: not at all.
   *
   * @see zmq_setsockopt(3) ZMQ_RCVTIMEO
   */
  receiveTimeout: int32({
    zmq: "ZMQ_RCVTIMEO",
    unit: "milliseconds",
    default: -1,
    min: -1,
    access: "rw",
    sockets: receivers,
  }),

  /**
   * How long to wait before an attempt to make a lost connection again, in milliseconds. Default 100; -1: no attempt is
   * made. libzmq varies it at random, so that not all clients return at once.
   *
   * @see zmq_setsockopt(3) ZMQ_RECONNECT_IVL
   */
  reconnectInterval: int32({
    zmq: "ZMQ_RECONNECT_IVL",
    unit: "milliseconds",
    default: 100,
    min: -1,
    access: "rw",
  }),

  /**
   * The limit up to which the wait before each new attempt to connect is doubled, in milliseconds. Default 0: the wait
   * is always `reconnectInterval`. Ignored while less than `reconnectInterval`.
   *
   * @see zmq_setsockopt(3) ZMQ_RECONNECT_IVL_MAX
   */
  reconnectMaxInterval: int32({
    zmq: "ZMQ_RECONNECT_IVL_MAX",
    unit: "milliseconds",
    default: 0,
    min: 0,
    access: "rw",
  }),

  /**
   * The conditions that end the attempts to connect again. Default `[]`: none. `"connectionRefused"`: no socket listens
   * there (over ipc: no longer); `"handshakeFailed"`: the other end does not speak ZMTP; `"afterDisconnect"`: this
   * socket has disconnected from the endpoint, though the connection was not up; messages that wait to be sent are
   * dropped, whatever `linger` says. Through a SOCKS proxy, `"connectionRefused"` has no effect. In a system's libzmq
   * 4.3.4, `"afterDisconnect"` stands for all three together, and `"connectionRefused"` works over tcp alone. A draft,
   * since libzmq 4.3.3.
   *
   * @see zmq_setsockopt(3) ZMQ_RECONNECT_STOP
   */
  reconnectStop: mask({
    zmq: "ZMQ_RECONNECT_STOP",
    draft: true,
    since: "4.3.3",
    default: [],
    flags: {
      connectionRefused: "ZMQ_RECONNECT_STOP_CONN_REFUSED",
      handshakeFailed: "ZMQ_RECONNECT_STOP_HANDSHAKE_FAILED",
      afterDisconnect: "ZMQ_RECONNECT_STOP_AFTER_DISCONNECT",
    },
    access: "rw",
  }),

  /**
   * How long a receiver may be absent from a multicast group before data is lost for good, in milliseconds.
   * Default 10000. The data is kept in memory for that long.
   *
   * @see zmq_setsockopt(3) ZMQ_RECOVERY_IVL
   */
  recoveryInterval: int32({ zmq: "ZMQ_RECOVERY_IVL", unit: "milliseconds", default: 10_000, min: 0, access: "rw" }),

  /**
   * Allows a new request before the reply to the last one has come; that reply is dropped. Default false: the send
   * waits for the reply, or fails with `EFSM` where it cannot wait. Set `correlate` as well, or a late reply is taken
   * for the reply to the new request.
   *
   * @see zmq_setsockopt(3) ZMQ_REQ_RELAXED
   */
  relaxed: boolean({ zmq: "ZMQ_REQ_RELAXED", default: false, access: "w", sockets: ["Request"] }),

  /**
   * Delivers a message of the peer's routing id and an empty part on the listed events of a peer: `"connect"`,
   * `"disconnect"`, or both. Default `[]`. tcp and ipc only. A draft, since libzmq 4.3.0.
   *
   * @see zmq_setsockopt(3) ZMQ_ROUTER_NOTIFY
   */
  routerNotify: mask({
    zmq: "ZMQ_ROUTER_NOTIFY",
    draft: true,
    since: "4.3.0",
    default: [],
    flags: { connect: "ZMQ_NOTIFY_CONNECT", disconnect: "ZMQ_NOTIFY_DISCONNECT" },
    access: "rw",
    sockets: ["Router"],
  }),

  /**
   * Makes the socket exchange plain TCP data instead of messages. Default false, and final once true.
   *
   * @deprecated Use a Stream socket.
   * @see zmq_setsockopt(3) ZMQ_ROUTER_RAW
   */
  routerRaw: boolean({ zmq: "ZMQ_ROUTER_RAW", default: false, access: "w", sockets: ["Router"] }),

  /**
   * The name by which a Router at the other end knows this socket: 1 to 255 bytes, the first not 0. Set it before
   * connect. Default null: the Router makes one up. Cannot be unset. While another peer of the Router has that name,
   * this socket is disconnected, and connects again; over inproc it stays disconnected. On a Stream, after connect, it
   * reads as the id of the newest peer. Bytes that are not UTF-8 read as a Buffer.
   *
   * @see zmq_setsockopt(3) ZMQ_ROUTING_ID
   */
  routingId: bytes({
    zmq: "ZMQ_ROUTING_ID",
    aliases: ["ZMQ_IDENTITY"],
    default: null,
    maxBytes: 255,
    required: true,
    nonZeroStart: true,
    access: "rw",
    sockets: ["Request", "Reply", "Router", "Dealer", "Stream"],
  }),

  /**
   * How this socket's connections are secured: null, `"plain"`, `"curve"` or `"gssapi"`. Among the options of these
   * mechanisms, the one that was set last determines it.
   *
   * @see zmq_getsockopt(3) ZMQ_MECHANISM
   */
  securityMechanism: choice({
    zmq: "ZMQ_MECHANISM",
    default: null,
    choices: [
      { value: null, as: "ZMQ_NULL" },
      { value: "plain", as: "ZMQ_PLAIN" },
      { value: "curve", as: "ZMQ_CURVE" },
      { value: "gssapi", as: "ZMQ_GSSAPI" },
    ],
    access: "r",
  }),

  /**
   * The size of the operating system's send buffer of each connection, in bytes. Default -1: the system's own.
   *
   * @see zmq_setsockopt(3) ZMQ_SNDBUF
   */
  sendBufferSize: int32({
    zmq: "ZMQ_SNDBUF",
    unit: "bytes",
    default: -1,
    min: -1,
    access: "rw",
    sockets: senders,
  }),

  /**
   * How many messages to one peer wait here to be sent before the socket waits or drops messages, depending on its
   * type. Default 1000; 0: no limit. libzmq treats it as a rough figure.
   *
   * @see zmq_setsockopt(3) ZMQ_SNDHWM
   */
  sendHighWaterMark: int32({
    zmq: "ZMQ_SNDHWM",
    unit: "messages",
    default: 1000,
    min: 0,
    access: "rw",
    sockets: senders,
  }),

  /**
   * How long a send waits until the message can be queued before it fails with `EAGAIN`, in milliseconds.
   * Default -1: for ever; 0: not at all.
   *
   * @see zmq_setsockopt(3) ZMQ_SNDTIMEO
   */
  sendTimeout: int32({
    zmq: "ZMQ_SNDTIMEO",
    unit: "milliseconds",
    default: -1,
    min: -1,
    access: "rw",
    sockets: senders,
  }),

  /**
   * The password for the SOCKS5 proxy, at most 255 bytes. Default null; used only together with `socksUsername`.
   * Never appears in an error. A draft, since libzmq 4.3.2.
   *
   * @see zmq_setsockopt(3) ZMQ_SOCKS_PASSWORD
   */
  socksPassword: text({
    zmq: "ZMQ_SOCKS_PASSWORD",
    draft: true,
    since: "4.3.2",
    default: null,
    maxBytes: 255,
    secret: true,
    access: "rw",
  }),

  /**
   * The SOCKS5 proxy, `"host:port"`, through which tcp connections go; it resolves host names. Default null: none.
   * `connectTimeout`, or `handshakeInterval` where that is 0, limits how long an attempt may take until the proxy has
   * connected.
   *
   * @see zmq_setsockopt(3) ZMQ_SOCKS_PROXY
   */
  socksProxy: text({ zmq: "ZMQ_SOCKS_PROXY", default: null, access: "rw" }),

  /**
   * The user name for the SOCKS5 proxy, at most 255 bytes. Default null: the proxy is used without authentication.
   * A draft, since libzmq 4.3.2.
   *
   * @see zmq_setsockopt(3) ZMQ_SOCKS_USERNAME
   */
  socksUsername: text({
    zmq: "ZMQ_SOCKS_USERNAME",
    draft: true,
    since: "4.3.2",
    default: null,
    maxBytes: 255,
    access: "rw",
  }),

  /**
   * Adds a subscription to messages that start with these bytes; null or `""` subscribes to all messages. Set by
   * `setOption` only: a Subscriber has the method `subscribe()`. On an XPublisher with `manual`, it applies to the peer
   * that last subscribed.
   *
   * @see zmq_setsockopt(3) ZMQ_SUBSCRIBE
   */
  subscribe: bytes({ zmq: "ZMQ_SUBSCRIBE", default: null, access: "w", sockets: ["Subscriber", "XPublisher"] }),

  /**
   * Adds an IP address or network, such as `"192.0.2.0/24"`, that may connect over tcp and ws; null clears the list.
   * While the list is empty, any address may connect.
   *
   * @deprecated Authenticate peers by ZAP instead.
   * @see zmq_setsockopt(3) ZMQ_TCP_ACCEPT_FILTER
   */
  tcpAcceptFilter: text({ zmq: "ZMQ_TCP_ACCEPT_FILTER", default: null, maxBytes: 255, access: "w" }),

  /**
   * Whether the operating system probes idle tcp connections, SO_KEEPALIVE: 1 yes, 0 no. Default -1: as the system is
   * set up.
   *
   * @see zmq_setsockopt(3) ZMQ_TCP_KEEPALIVE
   */
  tcpKeepalive: int32({ zmq: "ZMQ_TCP_KEEPALIVE", default: -1, min: -1, max: 1, access: "rw" }),

  /**
   * After how many unanswered probes a tcp connection is lost, TCP_KEEPCNT. Default -1: as the system is set up.
   *
   * @see zmq_setsockopt(3) ZMQ_TCP_KEEPALIVE_CNT
   */
  tcpKeepaliveCount: int32({ zmq: "ZMQ_TCP_KEEPALIVE_CNT", unit: "probes", default: -1, min: -1, access: "rw" }),

  /**
   * How long a tcp connection is idle before the first probe, TCP_KEEPIDLE, in seconds. Default -1: as the system is
   * set up.
   *
   * @see zmq_setsockopt(3) ZMQ_TCP_KEEPALIVE_IDLE
   */
  tcpKeepaliveIdle: int32({ zmq: "ZMQ_TCP_KEEPALIVE_IDLE", unit: "seconds", default: -1, min: -1, access: "rw" }),

  /**
   * The time between two probes, TCP_KEEPINTVL, in seconds. Default -1: as the system is set up.
   *
   * @see zmq_setsockopt(3) ZMQ_TCP_KEEPALIVE_INTVL
   */
  tcpKeepaliveInterval: int32({ zmq: "ZMQ_TCP_KEEPALIVE_INTVL", unit: "seconds", default: -1, min: -1, access: "rw" }),

  /**
   * How long sent data may stay unacknowledged before a tcp connection is lost, in milliseconds. Default 0: as the
   * system is set up. Ignored where the system has no such setting.
   *
   * @see zmq_setsockopt(3) ZMQ_TCP_MAXRT
   */
  tcpMaxRetransmitTimeout: int32({ zmq: "ZMQ_TCP_MAXRT", unit: "milliseconds", default: 0, min: 0, access: "rw" }),

  /**
   * Whether libzmq's own functions may use this socket from several threads at once: true for the draft socket types
   * except Datagram. JavaScript never does this.
   *
   * @see zmq_getsockopt(3) ZMQ_THREAD_SAFE
   */
  threadSafe: boolean({
    zmq: "ZMQ_THREAD_SAFE",
    default: false,
    exceptions: {
      Server: true,
      Client: true,
      Radio: true,
      Dish: true,
      Gather: true,
      Scatter: true,
      Peer: true,
      Channel: true,
    },
    access: "r",
  }),

  /**
   * The number of topics with a subscription: of the peers of a Publisher or XPublisher, of a Subscriber or XSubscriber
   * itself. Default 0. A topic counts once, however many peers subscribe to it. A peer's subscription counts when it
   * has arrived and the event loop has turned. A draft, since libzmq 4.3.5; the vendored libzmq has it. libzmq 4.3.5
   * itself also counts topics of peers that have gone.
   *
   * @see zmq_getsockopt(3) ZMQ_TOPICS_COUNT
   */
  topicsCount: int32({
    zmq: "ZMQ_TOPICS_COUNT",
    draft: true,
    since: "4.3.5",
    unit: "topics",
    default: 0,
    access: "r",
    sockets: ["Publisher", "Subscriber", "XPublisher", "XSubscriber"],
  }),

  /**
   * The socket type, as libzmq's number: 8 for a Push.
   *
   * @see zmq_getsockopt(3) ZMQ_TYPE
   */
  type: int32({ zmq: "ZMQ_TYPE", access: "r" }),

  /**
   * The type-of-service field of IP packets, DSCP and ECN: 0 to 255. Default 0.
   *
   * @see zmq_setsockopt(3) ZMQ_TOS
   */
  typeOfService: int32({ zmq: "ZMQ_TOS", default: 0, min: 0, access: "rw" }),

  /**
   * Removes a subscription that was added with the same bytes; if it was added twice, removes it once. Set by
   * `setOption` only: a Subscriber has the method `unsubscribe()`. On an XPublisher with `manual`, it applies to the
   * peer that last unsubscribed.
   *
   * @see zmq_setsockopt(3) ZMQ_UNSUBSCRIBE
   */
  unsubscribe: bytes({ zmq: "ZMQ_UNSUBSCRIBE", default: null, access: "w", sockets: ["Subscriber", "XPublisher"] }),

  /**
   * A listening descriptor, from a service manager such as systemd, for the next bind over tcp or ipc. That bind opens
   * no socket of its own, and sets the option back; the descriptor is closed with the endpoint. Default -1: libzmq
   * opens its own. Options of the operating system's socket must have been set on the descriptor before. `bind` fails
   * with `EBADF`, `ENOTSOCK` or `EINVAL` if the descriptor is not a listening socket, and with `EBUSY` if another open
   * socket has it.
   *
   * @see zmq_setsockopt(3) ZMQ_USE_FD
   */
  useFileDescriptor: int32({ zmq: "ZMQ_USE_FD", unit: "file descriptor", default: -1, min: -1, access: "rw" }),

  /**
   * Forwards every unsubscription, not only the last one from a topic, so that an XPublisher with the `verbosity`
   * `"allSubsUnsubs"` receives each of them, through any number of forwarders that have this option. Default false.
   * That XPublisher ends the subscription of this socket at the first unsubscription, though other subscribers may be
   * left: set `manual` on it as well, and unsubscribe when the last subscriber has gone. A draft, since libzmq 4.3.5;
   * the vendored libzmq has it.
   *
   * @see zmq_setsockopt(3) ZMQ_XSUB_VERBOSE_UNSUBSCRIBE
   */
  verboseUnsubscribe: boolean({
    zmq: "ZMQ_XSUB_VERBOSE_UNSUBSCRIBE",
    draft: true,
    since: "4.3.5",
    default: false,
    access: "w",
    sockets: ["XSubscriber"],
  }),

  /**
   * Which subscriptions arrive as messages. Default null: only the first subscription to a topic, and the last
   * unsubscription; `"allSubs"`: every subscription; `"allSubsUnsubs"`: every unsubscription as well.
   *
   * @see zmq_setsockopt(3) ZMQ_XPUB_VERBOSE, ZMQ_XPUB_VERBOSER
   */
  verbosity: choice({
    zmq: "ZMQ_XPUB_VERBOSE",
    aliases: ["ZMQ_XPUB_VERBOSER"],
    default: null,
    choices: [
      { value: null, as: 0 },
      { value: "allSubs", as: 1 },
      { value: "allSubsUnsubs", as: 1, by: "ZMQ_XPUB_VERBOSER" },
    ],
    access: "w",
    sockets: ["XPublisher"],
  }),

  /**
   * The largest buffer that is negotiated for a VMCI connection, in bytes. Default 262144. Throws when read.
   * `EINVAL` where libzmq was built without VMCI.
   *
   * @see zmq_setsockopt(3) ZMQ_VMCI_BUFFER_MAX_SIZE, zmq_vmci(7)
   */
  vmciBufferMaxSize: uint64({
    zmq: "ZMQ_VMCI_BUFFER_MAX_SIZE",
    needs: "vmci",
    unit: "bytes",
    default: 262_144,
    access: "w",
  }),

  /**
   * The smallest buffer that is negotiated for a VMCI connection, in bytes. Default 128. Throws when read.
   * `EINVAL` where libzmq was built without VMCI.
   *
   * @see zmq_setsockopt(3) ZMQ_VMCI_BUFFER_MIN_SIZE, zmq_vmci(7)
   */
  vmciBufferMinSize: uint64({
    zmq: "ZMQ_VMCI_BUFFER_MIN_SIZE",
    needs: "vmci",
    unit: "bytes",
    default: 128,
    access: "w",
  }),

  /**
   * The buffer size of a VMCI connection, in bytes. Default 65546. Throws when read.
   * `EINVAL` where libzmq was built without VMCI.
   *
   * @see zmq_setsockopt(3) ZMQ_VMCI_BUFFER_SIZE, zmq_vmci(7)
   */
  vmciBufferSize: uint64({ zmq: "ZMQ_VMCI_BUFFER_SIZE", needs: "vmci", unit: "bytes", default: 65_546, access: "w" }),

  /**
   * How long an attempt to connect over VMCI may take, in milliseconds. Default -1: as long as the system allows.
   * `EINVAL` where libzmq was built without VMCI.
   *
   * @see zmq_setsockopt(3) ZMQ_VMCI_CONNECT_TIMEOUT, zmq_vmci(7)
   */
  vmciConnectTimeout: int32({
    zmq: "ZMQ_VMCI_CONNECT_TIMEOUT",
    needs: "vmci",
    unit: "milliseconds",
    default: -1,
    access: "w",
  }),

  /**
   * A message that every new subscriber receives first, if it has subscribed to a prefix of the message. Default null:
   * none. Throws when read, whatever its type.
   *
   * @see zmq_setsockopt(3) ZMQ_XPUB_WELCOME_MSG
   */
  welcomeMessage: bytes({ zmq: "ZMQ_XPUB_WELCOME_MSG", default: null, access: "w", sockets: ["XPublisher"] }),

  /**
   * The certificate of a `wss://` server, in PEM. Default null. A draft, since libzmq 4.3.3; `EINVAL` where libzmq was
   * built without WSS.
   *
   * @see zmq_setsockopt(3) ZMQ_WSS_CERT_PEM
   */
  wssCertificatePem: text({
    zmq: "ZMQ_WSS_CERT_PEM",
    draft: true,
    since: "4.3.3",
    needs: "WSS",
    default: null,
    access: "w",
  }),

  /**
   * The host name that the certificate of a `wss://` server must bear. Default null: it is not checked.
   * A draft, since libzmq 4.3.3; `EINVAL` where libzmq was built without WSS.
   *
   * @see zmq_setsockopt(3) ZMQ_WSS_HOSTNAME
   */
  wssHostname: text({
    zmq: "ZMQ_WSS_HOSTNAME",
    draft: true,
    since: "4.3.3",
    needs: "WSS",
    default: null,
    access: "w",
  }),

  /**
   * The private key of a `wss://` server, in PEM. Default null. Never appears in an error.
   * A draft, since libzmq 4.3.3; `EINVAL` where libzmq was built without WSS.
   *
   * @see zmq_setsockopt(3) ZMQ_WSS_KEY_PEM
   */
  wssKeyPem: text({
    zmq: "ZMQ_WSS_KEY_PEM",
    draft: true,
    since: "4.3.3",
    needs: "WSS",
    default: null,
    secret: true,
    access: "w",
  }),

  /**
   * The certificates of the authorities that a `wss://` client trusts, in PEM. Default null.
   * A draft, since libzmq 4.3.3; `EINVAL` where libzmq was built without WSS.
   *
   * @see zmq_setsockopt(3) ZMQ_WSS_TRUST_PEM
   */
  wssTrustPem: text({
    zmq: "ZMQ_WSS_TRUST_PEM",
    draft: true,
    since: "4.3.3",
    needs: "WSS",
    default: null,
    access: "w",
  }),

  /**
   * Makes a `wss://` client trust the authorities that the system trusts. Default false.
   * A draft, since libzmq 4.3.3; `EINVAL` where libzmq was built without WSS.
   *
   * @see zmq_setsockopt(3) ZMQ_WSS_TRUST_SYSTEM
   */
  wssTrustSystem: boolean({
    zmq: "ZMQ_WSS_TRUST_SYSTEM",
    draft: true,
    since: "4.3.3",
    needs: "WSS",
    default: false,
    access: "w",
  }),

  /**
   * The domain under which a server asks the ZAP handler about new peers, 1 to 255 bytes. Default null: it does not
   * ask, unless it is a PLAIN or CURVE server. Cannot be unset.
   *
   * @see zmq_setsockopt(3) ZMQ_ZAP_DOMAIN
   */
  zapDomain: text({ zmq: "ZMQ_ZAP_DOMAIN", default: null, maxBytes: 255, required: true, access: "rw" }),

  /**
   * Handles ZAP strictly by its RFC 27, which demands a domain and a handler. Default false. Needs `zapDomain`: without
   * one, bind and connect fail with `EINVAL`. A draft, since libzmq 4.2.3.
   *
   * @see zmq_setsockopt(3) ZMQ_ZAP_ENFORCE_DOMAIN
   */
  zapEnforceDomain: boolean({
    zmq: "ZMQ_ZAP_ENFORCE_DOMAIN",
    draft: true,
    since: "4.2.3",
    default: false,
    access: "rw",
  }),
}

/** Every option of a context, as {@link socketOptions} for sockets. */
export const contextOptions = {
  /**
   * Lets the end of the context wait for unsent messages as each socket's `linger` says. Default true. With false,
   * sockets that are opened later have a `linger` of 0.
   *
   * @see zmq_ctx_set(3) ZMQ_BLOCKY
   */
  blocky: boolean({ zmq: "ZMQ_BLOCKY", default: true, access: "rw" }),

  /**
   * The longest time for which the process, at its end, waits until this context's unsent messages are transmitted, in
   * milliseconds. Default 10000; -1: as long as each socket's `linger` says; 0: not at all. An option of this package,
   * not of libzmq. After half a second, a line on stderr says how long the wait may take at most, unless the sockets'
   * `linger` ends it within another half second.
   */
  exitLinger: exitLinger({ zmq: null, unit: "milliseconds", default: 10_000, min: -1, access: "rw" }),

  /**
   * How many threads serve the context's connections. Default 1, which is enough for about a gigabyte a second; 0 if
   * only inproc is used. Set it before the first socket is opened: later it has no effect.
   *
   * @see zmq_ctx_set(3) ZMQ_IO_THREADS
   */
  ioThreads: int32({ zmq: "ZMQ_IO_THREADS", unit: "threads", default: 1, min: 0, access: "rw" }),

  /**
   * The value of `ipv6` on sockets that are opened later. Default false.
   *
   * @see zmq_ctx_set(3) ZMQ_IPV6
   */
  ipv6: boolean({ zmq: "ZMQ_IPV6", default: false, access: "rw" }),

  /**
   * The largest message, in bytes. Default 2147483647. libzmq 4.3 stores the value but does not enforce it; the limit
   * in effect is the socket's `maxMessageSize`.
   *
   * @see zmq_ctx_set(3) ZMQ_MAX_MSGSZ
   */
  maxMessageSize: int32({ zmq: "ZMQ_MAX_MSGSZ", unit: "bytes", default: 2_147_483_647, min: 0, access: "rw" }),

  /**
   * The most sockets that the context may have open at once; opening a further socket fails with `EMFILE`. Default
   * 1023, at most `maxSocketsLimit`. Set it before the first socket is opened: later it has no effect.
   *
   * @see zmq_ctx_set(3) ZMQ_MAX_SOCKETS
   */
  maxSockets: int32({ zmq: "ZMQ_MAX_SOCKETS", unit: "sockets", default: 1023, min: 1, max: 65_535, access: "rw" }),

  /**
   * The most that `maxSockets` may be set to.
   *
   * @see zmq_ctx_get(3) ZMQ_SOCKET_LIMIT
   */
  maxSocketsLimit: int32({ zmq: "ZMQ_SOCKET_LIMIT", unit: "sockets", default: 65_535, access: "r" }),

  /**
   * The size of libzmq's own record of a message, zmq_msg_t, in bytes.
   *
   * @see zmq_ctx_get(3) ZMQ_MSG_T_SIZE
   */
  messageSize: int32({ zmq: "ZMQ_MSG_T_SIZE", unit: "bytes", default: 64, access: "r" }),

  /**
   * Adds a processor on which the I/O threads may run, by its number. If none is added, they may run on any processor.
   * Not on Windows. Set it before the first socket is opened, which fails with `EINVAL` if none of these processors
   * exists.
   *
   * @see zmq_ctx_set(3) ZMQ_THREAD_AFFINITY_CPU_ADD
   */
  threadAffinityCpuAdd: int32({ zmq: "ZMQ_THREAD_AFFINITY_CPU_ADD", unit: "processor", min: 0, access: "w" }),

  /**
   * Removes a processor that was added by `threadAffinityCpuAdd`; `EINVAL` if it was not added.
   *
   * @see zmq_ctx_set(3) ZMQ_THREAD_AFFINITY_CPU_REMOVE
   */
  threadAffinityCpuRemove: int32({ zmq: "ZMQ_THREAD_AFFINITY_CPU_REMOVE", unit: "processor", min: 0, access: "w" }),

  /**
   * The prefix of the names of the context's threads, as `top -H` and debuggers show them: 1 to 16 bytes. Default null.
   * Not on Windows. Set it before the first socket is opened. Cannot be unset. `EINVAL` where libzmq was built without
   * its draft API.
   *
   * @see zmq_ctx_set(3) ZMQ_THREAD_NAME_PREFIX
   */
  threadNamePrefix: text({ zmq: "ZMQ_THREAD_NAME_PREFIX", default: null, maxBytes: 16, required: true, access: "rw" }),

  /**
   * The scheduling priority of the I/O threads. With the policies SCHED_FIFO and SCHED_RR it must be set, from 1 to 99;
   * with other policies any number stands for the highest priority. Default: the system's own. Not on Windows. Set it
   * before the first socket is opened: opening it fails with `EPERM` if the process may not have the priority, and with
   * `EINVAL` for a priority that does not exist.
   *
   * @see zmq_ctx_set(3) ZMQ_THREAD_PRIORITY
   */
  threadPriority: int32({ zmq: "ZMQ_THREAD_PRIORITY", min: 0, access: "w" }),

  /**
   * The scheduling policy of the I/O threads, one of the numbers of sched_setscheduler(2). Default: SCHED_BATCH (3) on
   * Linux if the process has the ordinary policy and may set this one; otherwise -1, the system's own, which cannot be
   * set. An I/O thread wakes up for every few messages. With SCHED_BATCH, it does not then preempt the thread that it
   * serves. This has no effect while a processor is idle. On a machine whose processors are all busy, a message may
   * are transmitted up to one tick of the scheduler later (1 to 4 ms), and far more messages can be handled. 0 is SCHED_OTHER,
   * which libzmq itself uses. Not on Windows. Set it before the first socket is opened: opening it fails with `EPERM`
   * if the process may not have the policy, and with `EINVAL` for a policy that does not exist.
   *
   * @see zmq_ctx_set(3) ZMQ_THREAD_SCHED_POLICY
   */
  threadSchedulingPolicy: int32({ zmq: "ZMQ_THREAD_SCHED_POLICY", min: 0, access: "rw" }),

  /**
   * Lets received messages share the memory that they were read into. Default true, which is faster; with false,
   * messages that are kept hold less memory. Applies to sockets that are opened later. A draft, since libzmq 4.2.4.
   *
   * @see zmq_ctx_set(3) ZMQ_ZERO_COPY_RECV
   */
  zeroCopyReceive: boolean({ zmq: "ZMQ_ZERO_COPY_RECV", draft: true, since: "4.2.4", default: true, access: "rw" }),
}

/**
 * Options that have the name of a method of the socket classes, or that make sense only as a call. They have no
 * property and are not constructor options: only `setOption` accepts them.
 */
export const withoutProperty = ["subscribe", "unsubscribe"] as const satisfies readonly (keyof typeof socketOptions)[]

/** Whether an option of sockets is a property of their classes, and an option of their constructors. */
export function hasProperty(name: string): boolean {
  return !(withoutProperty as readonly string[]).includes(name)
}
