import assert from "node:assert/strict"
import { fstatSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { binding } from "#lib/addon/binding"
import * as zmq from "#lib/index"
import { getSocketOption, type OptionTarget, setSocketOption } from "#lib/options/access"
import { Int32Option } from "#lib/options/numbers"
import type { Option } from "#lib/options/option"
import { contextOptions, socketOptions, withoutProperty } from "#lib/options/table"
import { BytesOption, TextOption } from "#lib/options/text"
import { allSockets, draftSockets, type SocketName, stableSockets } from "#lib/socket-types/socket-types"
import { outOfRange, samples, wrongTypes, wrongValues } from "./option-samples"

const root = join(__dirname, "..", "..", "..")
const table: [name: string, option: Option][] = Object.entries(socketOptions)
const contextTable: [name: string, option: Option][] = Object.entries(contextOptions)

// --- the table and zmq.h

/** What zmq.h defines that is no option of sockets or contexts, and why. */
const notOptions: [pattern: RegExp, why: string][] = [
  [/^ZMQ_VERSION/, "the header's version"],
  [/^ZMQ_(EXPORT|DEFINED_STDINT|HAVE_\w+|HAS_CAPABILITIES|HAUSNUMERO)$/, "for C programs"],
  [/_DFLT$/, "the default of an option"],
  [/^ZMQ_(PAIR|X?PUB|X?SUB|X?REQ|X?REP|DEALER|ROUTER|PULL|PUSH|STREAM)$/, "a socket type"],
  [/^ZMQ_(SERVER|CLIENT|RADIO|DISH|GATHER|SCATTER|DGRAM|PEER|CHANNEL)$/, "a socket type, draft"],
  [/^ZMQ_(MORE|SHARED|SRCFD|MSG_PROPERTY_\w+|GROUP_MAX_LENGTH)$/, "of messages"],
  [/^ZMQ_(DONTWAIT|NOBLOCK|SNDMORE)$/, "a flag of send and receive"],
  [/^ZMQ_(NULL|PLAIN|CURVE|GSSAPI)$/, "a value of ZMQ_MECHANISM"],
  [/^ZMQ_GSSAPI_NT_/, "a value of ZMQ_GSSAPI_PRINCIPAL_NAMETYPE"],
  [/^ZMQ_RECONNECT_STOP_/, "a value of ZMQ_RECONNECT_STOP"],
  [/^ZMQ_NOTIFY_/, "a value of ZMQ_ROUTER_NOTIFY"],
  [/^ZMQ_(EVENT|CURRENT_EVENT|PROTOCOL_ERROR)_/, "of socket monitors"],
  [/^ZMQ_(POLLIN|POLLOUT|POLLERR|POLLPRI)$/, "of pollers"],
  [/^ZMQ_(STREAMER|FORWARDER|QUEUE)$/, "of zmq_device, which ignores it"],
  [/^ZMQ_EVENTS$/, "`readable` and `writable`, which also know of messages that were received ahead"],
  [/^ZMQ_RCVMORE$/, "messages are received whole"],
]

describe("the table and zmq.h", () => {
  const header = readFileSync(join(root, "native", "vendor", "libzmq", "include", "zmq.h"), "utf8")
  const defined = new Map(
    [...header.matchAll(/^#define (ZMQ_\w+)[ \t]+(\S+)/gm)].map(([, name, value]) => [name!, value!]),
  )
  const rows = [...table, ...contextTable]
  const named = new Set<string>(rows.flatMap(([, { zmq: constant, aliases }]) => [constant ?? [], aliases].flat()))

  test("every constant of zmq.h is an option or known not to be one", () => {
    assert.ok(defined.size > 150, `only ${defined.size} constants were found`)
    const unknown = [...defined.keys()].filter(
      (name) => !named.has(name) && !notOptions.some(([pattern]) => pattern.test(name)),
    )
    assert.deepEqual(unknown, [])
  })

  test("no option is listed as a non-option, and every pattern is used", () => {
    assert.deepEqual(
      [...named].filter((name) => notOptions.some(([pattern]) => pattern.test(name))),
      [],
    )
    const idle = notOptions.filter(([pattern]) => ![...defined.keys()].some((name) => pattern.test(name)))
    assert.deepEqual(idle, [])
  })

  test("every row's constant is in zmq.h, unless a later libzmq brings it", () => {
    const absent = rows.filter(([, { zmq: constant }]) => constant !== null && !defined.has(constant))
    for (const [name, { since }] of absent) {
      assert.ok(since !== undefined && later(since, binding.version), `${name} is not in zmq.h`)
    }
  })

  test("the addon exports the header's numbers", () => {
    for (const [name, value] of defined) {
      const exported = binding.constants[name]
      if (exported === undefined) assert.ok(!named.has(name) || isAlias(name), `${name} is not exported`)
      else assert.equal(exported, Number(value), name)
    }
  })

  function isAlias(name: string): boolean {
    return rows.some(([, { aliases }]) => (aliases as string[]).includes(name))
  }

  test("no two rows are the same option", () => {
    for (const rows of [table, contextTable]) {
      const constants = rows.flatMap(([, { zmq: constant, aliases }]) => [constant ?? [], aliases].flat())
      assert.equal(new Set(constants).size, constants.length)
    }
  })
})

function later(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(".").map(Number))
  const first = a!.findIndex((part, index) => part !== b![index])
  return first !== -1 && a![first]! > b![first]!
}

test("every row has a doc comment that names its constant and its default", () => {
  const source = readFileSync(join(root, "lib", "options", "table.ts"), "utf8")
  const comments = [...source.matchAll(/ {2}\/\*\*\n((?: {3}\*.*\n)+?) {3}\*\/\n {2}(\w+): \w+\(\{/g)]
  const rows = [...table, ...contextTable]
  assert.deepEqual(
    comments.map(([, , name]) => name),
    rows.map(([name]) => name),
  )
  comments.forEach(([, lines], index) => {
    const [name, option] = rows[index]!
    const comment = lines!.replace(/^ {3}\*/gm, "").replace(/\s+/g, " ")
    if (option.zmq !== null) assert.match(comment, new RegExp(`@see zmq_\\w+\\(3\\) .*\\b${option.zmq}\\b`), name)
    const stated = /\bdefault:? `?(-?\d+|true|false|null)\b/i.exec(comment)?.[1]
    if (stated !== undefined) assert.equal(stated, String(option.default), name)
    assert.equal(stated === undefined, noPlainDefault.has(name), `the comment of ${name} states its default`)
  })
})

/** Options whose doc comment says more, or less, of the default than a value. */
const noPlainDefault = new Set([
  "connectRoutingId",
  "fileDescriptor",
  "gssapiPrincipalNameType",
  "gssapiServicePrincipalNameType",
  "ipcFilterGroupId",
  "ipcFilterProcessId",
  "ipcFilterUserId",
  "lastEndpoint",
  "maxSocketsLimit",
  "messageSize",
  "metadata",
  "reconnectStop",
  "routerNotify",
  "securityMechanism",
  "subscribe",
  "tcpAcceptFilter",
  "threadAffinityCpuAdd",
  "threadAffinityCpuRemove",
  "threadPriority",
  "threadSafe",
  "threadSchedulingPolicy",
  "type",
  "unsubscribe",
])

// --- every socket type and every option

/** A socket of any type, whether its class is exported or not. */
interface Subject {
  getOption(name: string): unknown
  setOption(name: string, value: unknown): void
  close(): void
}

function open(socketName: SocketName): Subject {
  if (!draft(socketName)) return new (zmq as unknown as Record<string, new () => Subject>)[socketName]!()
  const id = binding.socketOpen(binding.contextDefault(), binding.constants[draftConstants[socketName]]!)
  const target: OptionTarget = { socketName, id, optionChanged() {} }
  return {
    getOption: (name) => getSocketOption(target, name as "linger"),
    setOption: (name, value) => setSocketOption(target, name as "linger", value as number),
    close: () => binding.socketClose(id),
  }
}

type DraftName = (typeof draftSockets)[number]

function draft(name: SocketName): name is DraftName {
  return (draftSockets as readonly string[]).includes(name)
}

const draftConstants: Record<DraftName, string> = {
  Server: "ZMQ_SERVER",
  Client: "ZMQ_CLIENT",
  Radio: "ZMQ_RADIO",
  Dish: "ZMQ_DISH",
  Gather: "ZMQ_GATHER",
  Scatter: "ZMQ_SCATTER",
  Datagram: "ZMQ_DGRAM",
  Peer: "ZMQ_PEER",
  Channel: "ZMQ_CHANNEL",
}

function withSocket(name: SocketName, run: (socket: Subject) => void): void {
  const socket = open(name)
  try {
    run(socket)
  } finally {
    socket.close()
  }
}

/** Options of what this libzmq is built without: reading and setting them fails with this code. */
const notBuilt: Record<string, string> = {
  gssapiPlainText: "EINVAL",
  gssapiPrincipal: "EINVAL",
  gssapiPrincipalNameType: "EINVAL",
  gssapiServer: "EINVAL",
  gssapiServicePrincipal: "EINVAL",
  gssapiServicePrincipalNameType: "EINVAL",
  vmciBufferMaxSize: "EINVAL",
  vmciBufferMinSize: "EINVAL",
  vmciBufferSize: "EINVAL",
  vmciConnectTimeout: "EINVAL",
  wssCertificatePem: "EINVAL",
  wssHostname: "EINVAL",
  wssKeyPem: "EINVAL",
  wssTrustPem: "EINVAL",
  wssTrustSystem: "EINVAL",
}

/** Options that libzmq has on some systems only: setting them elsewhere fails with this code. */
const notHere: Record<string, string> =
  process.platform === "linux"
    ? {}
    : {
        ipcFilterProcessId: "EINVAL",
        ...(process.platform === "win32" && { ipcFilterGroupId: "EINVAL", ipcFilterUserId: "EINVAL" }),
      }

/** What must be set before an option can be. */
const first: Partial<Record<string, (socket: Subject, name: SocketName) => void>> = {
  subscribe: (socket, name) => name === "XPublisher" && socket.setOption("manual", true),
  unsubscribe: (socket, name) => name === "XPublisher" && socket.setOption("manual", true),
}

test("the options that this libzmq lacks are those of the list", () => {
  const lacking = table
    .filter(([, { needs, zmq }]) => (needs && !binding.has(needs)) || (zmq && !(zmq in binding.constants)))
    .map(([name]) => name)
  assert.deepEqual(lacking.sort(), Object.keys(notBuilt).sort())
})

for (const socketName of allSockets) {
  const own = table.filter(([, { sockets }]) => sockets.includes(socketName))
  const others = table.filter(([, { sockets }]) => !sockets.includes(socketName))

  describe(socketName, { skip: draft(socketName) && !binding.has("draft") }, () => {
    test("a new socket has the defaults", () =>
      withSocket(socketName, (socket) => {
        for (const [name, option] of own) {
          if (option.access === "w" || name in notBuilt) continue
          const value = socket.getOption(name)
          if (name === "fileDescriptor") assert.ok(fstatSync(value as number), name)
          else assert.deepEqual(value, name === "type" ? typeNumber(socketName) : option.defaultOf(socketName), name)
        }
      }))

    test("every option takes its values and reads them back", () =>
      withSocket(socketName, (socket) => {
        for (const [name, option] of own) {
          if (option.access === "r" || name in notBuilt || name in notHere) continue
          first[name]?.(socket, socketName)
          for (const sample of samples(name, option)) {
            assert.doesNotThrow(() => socket.setOption(name, sample.set), `${name} = ${String(sample.set)}`)
            if (option.access === "w") continue
            const expected = "reads" in sample ? sample.reads : sample.set
            assert.deepEqual(socket.getOption(name), expected, `${name} = ${String(sample.set)}`)
          }
        }
      }))

    test("what is refused throws, and changes nothing", () =>
      withSocket(socketName, (socket) => {
        for (const [name, option] of own) {
          if (option.access === "r") continue
          const before = option.access === "rw" && !(name in notBuilt) ? socket.getOption(name) : undefined
          refuses(socket, name, wrongTypes(option), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
          refuses(socket, name, outOfRange(option), { name: "RangeError", code: "ERR_OUT_OF_RANGE" })
          refuses(socket, name, wrongValues(option), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" })
          if (option.access === "rw" && !(name in notBuilt)) assert.deepEqual(socket.getOption(name), before, name)
        }
      }))

    test("read-only options cannot be set, write-only options cannot be read", () =>
      withSocket(socketName, (socket) => {
        for (const [name, { access }] of own) {
          const message = access === "r" ? /read-only/ : /write-only/
          const error = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message }
          if (access === "r") assert.throws(() => socket.setOption(name, 1), error, name)
          if (access === "w") assert.throws(() => socket.getOption(name), error, name)
        }
      }))

    test("options of other socket types are refused, with the types that have them", () =>
      withSocket(socketName, (socket) => {
        for (const [name, { sockets }] of others) {
          const message = `${socketName} sockets have no option "${name}"; these have: ${sockets.join(", ")}`
          const error = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE", message }
          assert.throws(() => socket.getOption(name), error)
          assert.throws(() => socket.setOption(name, 1), error)
        }
      }))

    test("options of what libzmq is built without fail, and say so", () =>
      withSocket(socketName, (socket) => {
        for (const [name, option] of own) {
          const code = notBuilt[name] ?? notHere[name]
          if (code === undefined) continue
          const error = { name: "ZmqError", code, message: new RegExp(`"${name}" \\(${option.zmq}\\)`) }
          assert.throws(() => socket.setOption(name, samples(name, option)[0]!.set), error)
          if (option.access === "rw") assert.throws(() => socket.getOption(name), error)
        }
      }))
  })
}

function typeNumber(socketName: SocketName): number {
  return allSockets.indexOf(socketName) < stableSockets.length
    ? stableNumbers.indexOf(socketName)
    : binding.constants[draftConstants[socketName as DraftName]]!
}

/** The stable types in the order of their numbers in zmq.h. */
const stableNumbers: readonly SocketName[] = [
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
]

function refuses(socket: Subject, name: string, values: unknown[], error: object): void {
  for (const value of values) {
    assert.throws(() => socket.setOption(name, value), error, `${name} = ${String(value)}`)
  }
}

/** Values just outside of the limits that libzmq takes nevertheless, and why they are refused here. */
const stricter: Record<string, string> = {
  connectRoutingId: "a peer's routing id must have 1 to 255 bytes all the same",
  inBatchSize: "below 9, other builds of libzmq write a long message over their own memory",
  heartbeatTimeToLive: "-1 is divided by 100 before it is checked, and is 0 then",
}

test("the limits are libzmq's own, which refuses what is just outside of them", () => {
  const checked: string[] = []
  for (const [name, option] of table) {
    if (option.access === "r" || name in notBuilt || name in stricter) continue
    const beyond = justOutside(option)
    if (beyond.length > 0) checked.push(name)
    const id = binding.socketOpen(binding.contextDefault(), typeNumber(option.sockets[0]!))
    for (const value of beyond) {
      const set = () =>
        typeof value === "number"
          ? binding.setInt32(id, option.id(name), value)
          : binding.setBytes(id, option.id(name), value)
      assert.throws(set, { code: "EINVAL" }, `${name} = ${String(value)}`)
    }
    binding.socketClose(id)
  }
  assert.ok(checked.length > 30, `only ${checked.length} options have limits`)
})

function justOutside(option: Option): (number | Uint8Array | null)[] {
  if (option instanceof Int32Option) {
    const outside = [option.min - 1, option.max + option.step]
    return outside.filter((value) => value >= -(2 ** 31) && value < 2 ** 31)
  }
  if (option instanceof TextOption || option instanceof BytesOption) {
    return [...(option.maxBytes ? [Buffer.alloc(option.maxBytes + 1, 1)] : []), ...(option.required ? [null] : [])]
  }
  return []
}

test("an XPublisher takes subscriptions only when it is manual", () =>
  withSocket("XPublisher", (socket) => {
    assert.throws(() => socket.setOption("subscribe", "topic"), {
      name: "ZmqError",
      code: "EINVAL",
      message: /subscribe/,
    })
  }))

test("every property is there, by its class and not by another", () => {
  for (const socketName of stableSockets) {
    withSocket(socketName, (socket) => {
      for (const [name, { sockets }] of table) {
        const property = sockets.includes(socketName) && !(withoutProperty as readonly string[]).includes(name)
        if (property) assert.ok(name in socket, `${socketName}.${name}`)
        // A method may have the name: Subscriber.subscribe.
        else assert.ok(!(name in socket) || typeof Reflect.get(socket, name) === "function", `${socketName}.${name}`)
      }
    })
  }
})
