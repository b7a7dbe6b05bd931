// Every name of zeromq 4 and 5, of zmq 2 and of the v5-compat of zeromq 6 is here.
import assert from "node:assert/strict"
import { EventEmitter } from "node:events"
import { test } from "node:test"
import * as zmq from "#lib/v5-compat/index"

const ours: Record<string, unknown> = require("#lib/v5-compat/index")
const peers: Record<string, unknown> = require("zeromq/v5-compat")

/** What zeromq 5.3.1 exports. Version 4.6 and zmq 2.15 export nothing else; zmq 2.15 lacks the last six. */
const constants5 = {
  STATE_READY: 0,
  STATE_BUSY: 1,
  STATE_CLOSED: 2,
  ZMQ_AFFINITY: 4,
  ZMQ_BACKLOG: 19,
  ZMQ_CAN_DISCONNECT: 1,
  ZMQ_CAN_MONITOR: 1,
  ZMQ_CAN_SET_CTX: 1,
  ZMQ_CAN_UNBIND: 1,
  ZMQ_CURVE_PUBLICKEY: 48,
  ZMQ_CURVE_SECRETKEY: 49,
  ZMQ_CURVE_SERVER: 47,
  ZMQ_CURVE_SERVERKEY: 50,
  ZMQ_DEALER: 5,
  ZMQ_DELAY_ATTACH_ON_CONNECT: 39,
  ZMQ_EVENTS: 15,
  ZMQ_FD: 14,
  ZMQ_HWM: 1,
  ZMQ_IDENTITY: 5,
  ZMQ_IO_THREADS: 1,
  ZMQ_IPV4ONLY: 31,
  ZMQ_IPV6: 42,
  ZMQ_LAST_ENDPOINT: 32,
  ZMQ_LINGER: 17,
  ZMQ_MAXMSGSIZE: 22,
  ZMQ_MAX_SOCKETS: 2,
  ZMQ_MCAST_LOOP: 10,
  ZMQ_MECHANISM: 43,
  ZMQ_MULTICAST_HOPS: 25,
  ZMQ_PAIR: 0,
  ZMQ_PLAIN_PASSWORD: 46,
  ZMQ_PLAIN_SERVER: 44,
  ZMQ_PLAIN_USERNAME: 45,
  ZMQ_POLLERR: 4,
  ZMQ_POLLIN: 1,
  ZMQ_POLLOUT: 2,
  ZMQ_PUB: 1,
  ZMQ_PULL: 7,
  ZMQ_PUSH: 8,
  ZMQ_RATE: 8,
  ZMQ_RCVBUF: 12,
  ZMQ_RCVHWM: 24,
  ZMQ_RCVMORE: 13,
  ZMQ_RCVTIMEO: 27,
  ZMQ_RECONNECT_IVL: 18,
  ZMQ_RECONNECT_IVL_MAX: 21,
  ZMQ_RECOVERY_IVL: 9,
  ZMQ_RECOVERY_IVL_MSEC: 20,
  ZMQ_REP: 4,
  ZMQ_REQ: 3,
  ZMQ_ROUTER: 6,
  ZMQ_ROUTER_MANDATORY: 33,
  ZMQ_ROUTER_RAW: 41,
  ZMQ_SNDBUF: 11,
  ZMQ_SNDHWM: 23,
  ZMQ_SNDMORE: 2,
  ZMQ_SNDTIMEO: 28,
  ZMQ_STREAM: 11,
  ZMQ_SUB: 2,
  ZMQ_SUBSCRIBE: 6,
  ZMQ_SWAP: 3,
  ZMQ_TCP_ACCEPT_FILTER: 38,
  ZMQ_TCP_KEEPALIVE: 34,
  ZMQ_TCP_KEEPALIVE_CNT: 35,
  ZMQ_TCP_KEEPALIVE_IDLE: 36,
  ZMQ_TCP_KEEPALIVE_INTVL: 37,
  ZMQ_TYPE: 16,
  ZMQ_UNSUBSCRIBE: 7,
  ZMQ_XPUB: 9,
  ZMQ_XPUB_VERBOSE: 40,
  ZMQ_XREP: 6,
  ZMQ_XREQ: 5,
  ZMQ_XSUB: 10,
  ZMQ_ZAP_DOMAIN: 55,
  ZMQ_CONNECT_TIMEOUT: 79,
  ZMQ_HEARTBEAT_IVL: 75,
  ZMQ_HEARTBEAT_TIMEOUT: 77,
  ZMQ_HEARTBEAT_TTL: 76,
  ZMQ_ROUTER_HANDOVER: 56,
}
const functions5 = "Context Socket createSocket curveKeypair proxy socket zmqCurveKeypair zmqVersion".split(" ")
const objects5 = {
  types: "dealer pair pub pull push rep req router stream sub xpub xrep xreq xsub",
  options:
    "_fd _ioevents _receiveMore _subscribe _unsubscribe affinity backlog connect_timeout curve_publickey " +
    "curve_secretkey curve_server curve_serverkey heartbeat_ivl heartbeat_timeout heartbeat_ttl hwm identity " +
    "last_endpoint linger mcast_loop mechanism plain_password plain_server plain_username rate rcvbuf reconnect_ivl " +
    "recovery_ivl sndbuf swap zap_domain",
  events: "1 128 16 2 256 32 4 512 64 8",
}
/** Without those that begin with an underscore and are no options: they are inner to it. */
const members5 =
  "bind bindSync close closed connect disconnect getsockopt monitor pause read ref resume send setsockopt subscribe " +
  "unbind unbindSync unmonitor unref unsubscribe"

test("the constants of zeromq 5 are here, with the same values", () => {
  const here = Object.fromEntries(Object.entries(ours).filter(([, value]) => typeof value === "number"))
  assert.deepEqual(here, constants5)
})

test("everything else that zeromq 5 exports is here, except its native class of sockets", () => {
  const others = Object.keys(ours).filter((name) => typeof ours[name] !== "number")
  assert.deepEqual(others.sort(), [...functions5, ...Object.keys(objects5), "version"].sort())
  for (const name of functions5) assert.equal(typeof ours[name], "function", name)
  for (const [name, keys] of Object.entries(objects5)) {
    assert.equal(
      Object.keys(ours[name] as object)
        .sort()
        .join(" "),
      keys,
      name,
    )
  }
  assert.equal(zmq.socket, zmq.createSocket)
  assert.equal(zmq.version, require("zmq-napi").version)
  assert.equal(zmq.zmqVersion(), zmq.version)
})

test("every export of zeromq 6's v5-compat is here, of the same kind and value, but for one number", () => {
  const differing = Object.entries(peers).filter(([name, value]) => {
    if (typeof value === "number") return ours[name] !== value
    return typeof ours[name] !== typeof value
  })
  // zeromq 5 has 20, zeromq 6 has the number of ZMQ_RECOVERY_IVL. Both mean that option here.
  assert.deepEqual(differing, [["ZMQ_RECOVERY_IVL_MSEC", 9]])
  assert.ok(Object.keys(peers).length > 80)
})

/** The public members of a class's own prototype. */
function membersOf(type: unknown): string[] {
  return Object.getOwnPropertyNames((type as { prototype: object }).prototype)
}

test("sockets have every member that those of zeromq 5 and of zeromq 6's v5-compat have", () => {
  const here = new Set(membersOf(ours.Socket))
  const wanted = [...members5.split(" "), ...objects5.options.split(" "), ...membersOf(peers.Socket)]
  // Of zeromq 6 alone, and inner to it.
  const inner = ["_recv", "_send"]
  assert.deepEqual(
    wanted.filter((name) => !here.has(name) && !inner.includes(name)),
    [],
  )
  assert.ok(zmq.Socket.prototype instanceof EventEmitter)
  const contexts = Object.getOwnPropertyNames(zmq.Context)
  for (const name of ["setMaxThreads", "getMaxThreads", "setMaxSockets", "getMaxSockets"]) {
    assert.ok(contexts.includes(name), name)
  }
})
