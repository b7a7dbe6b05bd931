import assert from "node:assert/strict"
import { describe, mock, test } from "node:test"
import { binding } from "#lib/addon/binding"
import { Context, Dealer, Publisher, Push, Router, Socket, Subscriber, XPublisher, ZmqError } from "#lib/index"
import { int32 } from "#lib/options/numbers"
import type { Option } from "#lib/options/option"
import { contextOptions, socketOptions } from "#lib/options/table"
import { text } from "#lib/options/text"
import { curvePublicKey, outOfRange, samples, wrongTypes, wrongValues } from "./option-samples"

const misuse = { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" }

/** A program without types. */
type Untyped = new (
  options?: unknown,
) => Record<string, unknown> & Socket & { setOption(name: unknown, value?: unknown): void }

describe("names", () => {
  test("an option answers to its name in zmq.h, and to older names of the same", () => {
    using dealer = new Dealer()
    const untyped = dealer as unknown as {
      getOption(name: string): unknown
      setOption(name: string, value: unknown): void
    }
    untyped.setOption("ZMQ_SNDHWM", 5)
    assert.equal(dealer.sendHighWaterMark, 5)
    assert.equal(untyped.getOption("ZMQ_SNDHWM"), 5)
    untyped.setOption("ZMQ_IDENTITY", "name")
    assert.equal(untyped.getOption("ZMQ_ROUTING_ID"), "name")
    assert.throws(() => untyped.getOption("ZMQ_EVENTS"), { ...misuse, message: /Unknown socket option "ZMQ_EVENTS"/ })
    assert.throws(() => untyped.setOption("ZMQ_XPUB_MANUAL", true), { ...misuse, message: /no option "manual"/ })
  })

  for (const [given, meant] of [
    ["lingr", "linger"],
    ["Linger", "linger"],
    ["sendHighWatermark", "sendHighWaterMark"],
    ["SNDHWM", "sendHighWaterMark"],
    ["rcvtimeo", "receiveTimeout"],
    ["ZMQ_RECONNECT_IVLMAX", "reconnectMaxInterval"],
    ["identity", "routingId"],
    ["curveSecretkey", "curveSecretKey"],
  ] as const) {
    test(`"${given}" is unknown, and the error suggests "${meant}"`, () => {
      using push = new (Push as unknown as Untyped)()
      const error = { ...misuse, message: `Unknown socket option "${given}"; did you mean "${meant}"?` }
      assert.throws(() => push.setOption(given, 1), error)
      assert.throws(() => push.getOption(given as "linger"), error)
      assert.throws(() => new (Push as unknown as Untyped)({ [given]: 1 }), error)
    })
  }

  test("nothing is suggested where no name is similar", () => {
    using push = new (Push as unknown as Untyped)()
    assert.throws(() => push.setOption("colour", 1), { ...misuse, message: 'Unknown socket option "colour"' })
  })

  test("names of Object.prototype are no options", () => {
    using push = new (Push as unknown as Untyped)()
    for (const name of ["toString", "constructor", "__proto__"]) assert.throws(() => push.setOption(name, 1), misuse)
  })

  test("a value that is not a string is not a name", () => {
    using push = new (Push as unknown as Untyped)()
    for (const name of [undefined, null, 17, Symbol("linger"), ["linger"]]) {
      assert.throws(() => push.setOption(name, 1), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" })
    }
  })
})

describe("properties", () => {
  test("option properties read and set as getOption and setOption do", () => {
    using router = new Router()
    router.sendTimeout = 5
    assert.equal(router.getOption("sendTimeout"), 5)
    router.setOption("routerNotify", ["connect"])
    assert.deepEqual(router.routerNotify, ["connect"])
    assert.throws(() => router.mandatory, { ...misuse, message: /write-only/ })
    assert.throws(() => Object.assign(router, { lastEndpoint: "x" }), { ...misuse, message: /read-only/ })
    assert.throws(() => Object.assign(router, { linger: -2 }), { name: "RangeError", code: "ERR_OUT_OF_RANGE" })
  })

  test("common ones are on Socket, others on their class, not enumerable and configurable", () => {
    const linger = Object.getOwnPropertyDescriptor(Socket.prototype, "linger")
    const mandatory = Object.getOwnPropertyDescriptor(Router.prototype, "mandatory")
    for (const property of [linger, mandatory]) {
      assert.equal(property?.enumerable, false)
      assert.equal(property?.configurable, true)
    }
    assert.equal(Object.hasOwn(Socket.prototype, "mandatory"), false)
    assert.equal(Object.hasOwn(Router.prototype, "linger"), false)
  })

  test("a method keeps its name", () => {
    using subscriber = new Subscriber()
    assert.equal(typeof subscriber.subscribe, "function")
    assert.equal(typeof subscriber.unsubscribe, "function")
  })
})

describe("a closed socket", () => {
  test("a closed socket has no options", () => {
    const push = new Push()
    push.close()
    const error = { name: "ZmqError", code: "EBADF", message: "Socket is closed" }
    assert.throws(() => push.linger, error)
    assert.throws(() => push.getOption("ZMQ_LINGER" as "linger"), error)
    assert.throws(() => push.setOption("linger", 1), error)
    assert.throws(() => Object.assign(push, { linger: 1 }), error)
  })
})

describe("constructor options", () => {
  const classes = { Dealer, Publisher, Push, Router, Subscriber, XPublisher }
  for (const [socketName, Class] of Object.entries(classes)) {
    test(`${socketName}: each option is set`, () => {
      for (const [name, option] of Object.entries<Option>(socketOptions)) {
        if (!(option.sockets as string[]).includes(socketName) || option.access === "r") continue
        if (option.needs !== undefined && !binding.has(option.needs)) continue
        if (option.zmq !== null && !(option.zmq in binding.constants)) continue
        if (name === "subscribe" || name === "unsubscribe" || name.startsWith("ipcFilter")) continue
        const sample = samples(name, option)[0]!
        using socket = new (Class as unknown as Untyped)({ [name]: sample.set })
        if (option.access === "w") continue
        assert.deepEqual(socket[name], "reads" in sample ? sample.reads : sample.set, name)
      }
    })
  }

  test("with a wrong constructor option no socket is opened, and nothing is set", async () => {
    const context = new Context({ maxSockets: 1 })
    const wrong = [{ linger: "1" }, { linger: -2 }, { lingr: 1 }, { lastEndpoint: "x" }, { receiveTimeout: 1 }]
    for (const options of [...wrong, { gssapiServer: true }]) {
      assert.throws(() => new (Push as unknown as Untyped)({ context, sendTimeout: 1, ...options }))
    }
    // The only socket that the context has room for.
    new Push({ context }).close()
    await context.term()
  })

  test("methods are not constructor options", () => {
    const make = () => new (Subscriber as unknown as Untyped)({ subscribe: "" })
    assert.throws(make, { ...misuse, message: 'Option "subscribe" is not for constructors; use setOption' })
  })

  test("undefined and null are ignored", () => {
    using dealer = new Dealer({
      linger: undefined,
      curveServerKey: curvePublicKey,
      curvePublicKey: null,
      plainUsername: null,
      routingId: null,
      zapDomain: null,
    })
    assert.equal(dealer.linger, -1)
    assert.equal(dealer.securityMechanism, "curve")
    // Afterwards a key cannot be unset, and null must not look as if it could.
    assert.throws(() => Object.assign(dealer, { curveServerKey: null }), { code: "ERR_INVALID_ARG_TYPE" })
    assert.equal(dealer.curveServerKey, curvePublicKey)
    assert.throws(() => new (Dealer as unknown as Untyped)({ linger: null }), { code: "ERR_INVALID_ARG_TYPE" })
    assert.throws(() => new (Dealer as unknown as Untyped)({ lastEndpoint: null }), misuse)
  })

  test("constructor options are set in the order given, which libzmq's security options depend on", () => {
    using server = new Dealer({ plainUsername: "me", plainServer: true })
    assert.equal(server.plainServer, true)
    using client = new Dealer({ plainServer: true, plainUsername: "me" })
    assert.equal(client.plainServer, false)
  })
})

describe("errors", () => {
  test("errors name the option, what it takes and what was given", () => {
    using push = new Push()
    const set = (name: string, value: unknown) => () => Object.assign(push, { [name]: value })
    assert.throws(set("linger", -2), {
      message: '"linger" must be an integer from -1 to 2147483647 (milliseconds); got number -2',
    })
    assert.throws(set("immediate", 1), { message: '"immediate" must be a boolean; got number 1' })
    assert.throws(set("plainUsername", "x".repeat(256)), {
      message: '"plainUsername" must be a string or bytes without NUL of 1 to 255 bytes, or null; got number 256',
    })
    assert.throws(set("reconnectStop", ["never"]), { message: /one|any of "connectionRefused", "handshakeFailed"/ })
  })

  test("what libzmq refuses names the option and its constant", () => {
    using push = new Push()
    assert.throws(() => Object.assign(push, { tcpAcceptFilter: "no address" }), {
      name: "ZmqError",
      code: "EINVAL",
      syscall: "zmq_setsockopt",
      message: 'Invalid argument: libzmq refuses this value of option "tcpAcceptFilter" (ZMQ_TCP_ACCEPT_FILTER)',
    })
  })

  test("secrets never appear in them", () => {
    using push = new (Push as unknown as Untyped)()
    const secret = "hunter2-hunter2-hunter2-hunter2-hunter2!"
    for (const name of ["curvePublicKey", "curveSecretKey", "curveServerKey", "plainPassword", "socksPassword"]) {
      for (const value of [
        `${secret}\0`,
        secret.repeat(20),
        [secret],
        { secret },
        Buffer.from(`${secret}\0`),
        Symbol(secret),
      ]) {
        assert.throws(
          () => push.setOption(name, value),
          (error: Error) => !`${error.message} ${error.stack}`.includes("hunter2"),
          name,
        )
      }
    }
  })

  test("the stack leads to the line of the caller", () => {
    using push = new Push()
    const caller = () => push.setOption("linger", -2)
    assert.throws(caller, (error: Error) => /options.access\.test/.test(error.stack!))
  })
})

describe("an option that this libzmq lacks", () => {
  for (const vendored of [true, false]) {
    test(`fails, and names the libzmq that has it: this one is ${vendored ? "" : "not "}the vendored one`, () => {
      const option = int32({ zmq: "ZMQ_FROM_THE_FUTURE", since: "9.8.7", access: "rw" })
      const own = Object.getOwnPropertyDescriptor(binding, "vendored")!
      Object.defineProperty(binding, "vendored", { ...own, value: vendored })
      try {
        assert.throws(() => option.id("future"), {
          name: "ZmqError",
          code: "EINVAL",
          message: `Option "future" (ZMQ_FROM_THE_FUTURE) needs libzmq 9.8.7${vendored ? "" : ", or the vendored one"}; this is libzmq ${binding.version}`,
        })
      } finally {
        Object.defineProperty(binding, "vendored", own)
      }
    })
  }

  test("an option of the vendored libzmq alone fails, and says so", () => {
    const option = int32({ zmq: "ZMQ_FROM_A_PATCH", vendored: true, access: "rw" })
    assert.throws(() => option.id("patched"), {
      code: "EINVAL",
      message: `Option "patched" (ZMQ_FROM_A_PATCH) needs the vendored libzmq; this is libzmq ${binding.version} of the system`,
    })
  })

  test("fails before a socket is opened, and says so where only the draft API is missing", () => {
    const has = mock.method(binding, "has", (capability: string) => capability !== "draft")
    try {
      assert.throws(() => new Push({ inBatchSize: 4096 }), {
        name: "ZmqError",
        code: "EINVAL",
        message: `Option "inBatchSize" (ZMQ_IN_BATCH_SIZE) is a draft, and this libzmq ${binding.version} was built without its draft API`,
      })
    } finally {
      has.mock.restore()
    }
  })
})

describe("text of any length", () => {
  test("text of any length is read whole", () => {
    using push = new Push()
    push.socksProxy = "h".repeat(100_000)
    assert.equal(push.socksProxy, "h".repeat(100_000))
    const address = `inproc://${"a".repeat(5000)}`
    push.bindSync(address)
    assert.equal(push.lastEndpoint, address)
  })

  test("fails as libzmq does when it is not its length that is at fault", () => {
    const option = text({ zmq: "ZMQ_LINGER", access: "rw" })
    using push = new Push()
    const getBytes = mock.fn(() => {
      throw new ZmqError("ETERM", "Context was terminated")
    })
    assert.throws(() => option.read({ ...binding, getBytes }, push.linger, 0), { code: "ETERM" })
    assert.equal(getBytes.mock.callCount(), 1)
  })
})

describe("contexts", () => {
  const table: [name: string, option: Option][] = Object.entries(contextOptions)
  type UntypedContext = new (
    options?: unknown,
  ) => Context & {
    getOption(name: unknown): unknown
    setOption(name: unknown, value: unknown): void
  }

  /** A context that no socket is opened in, so that no value has an effect. */
  async function withContext(run: (context: InstanceType<UntypedContext>) => void): Promise<void> {
    const context = new (Context as unknown as UntypedContext)()
    try {
      run(context)
    } finally {
      await context.term()
    }
  }

  test("a new one has the defaults", () =>
    withContext((context) => {
      for (const [name, option] of table) {
        // What the policy is depends on what the process may set: see scheduling.test.ts.
        if (option.access === "w" || name === "threadSchedulingPolicy") continue
        assert.deepEqual(context.getOption(name), option.default, name)
        assert.deepEqual(Reflect.get(context, name), option.default, name)
      }
    }))

  test("every option takes its values and reads them back", () =>
    withContext((context) => {
      for (const [name, option] of table) {
        if (option.access === "r") continue
        for (const sample of samples(name, option)) {
          if (name === "threadAffinityCpuRemove") context.setOption("threadAffinityCpuAdd", sample.set)
          context.setOption(name, sample.set)
          if (option.access === "w") continue
          const expected = "reads" in sample ? sample.reads : sample.set
          assert.deepEqual(context.getOption(name), expected, `${name} = ${String(sample.set)}`)
        }
      }
    }))

  test("what is refused throws, and changes nothing", () =>
    withContext((context) => {
      for (const [name, option] of table) {
        if (option.access === "r") continue
        const before = option.access === "rw" ? context.getOption(name) : undefined
        for (const [values, error] of [
          [wrongTypes(option), { name: "TypeError", code: "ERR_INVALID_ARG_TYPE" }],
          [outOfRange(option), { name: "RangeError", code: "ERR_OUT_OF_RANGE" }],
          [wrongValues(option), misuse],
        ] as const) {
          for (const value of values) {
            assert.throws(() => context.setOption(name, value), error, `${name} = ${String(value)}`)
            assert.throws(() => Reflect.set(context, name, value), error, `${name} = ${String(value)}`)
          }
        }
        if (option.access === "rw") assert.deepEqual(context.getOption(name), before, name)
      }
    }))

  test("read-only options cannot be set, write-only options cannot be read", () =>
    withContext((context) => {
      for (const [name, { access }] of table) {
        if (access === "r") assert.throws(() => context.setOption(name, 1), { ...misuse, message: /read-only/ }, name)
        if (access === "w") assert.throws(() => context.getOption(name), { ...misuse, message: /write-only/ }, name)
      }
    }))

  test("constructor options are set, and checked before a context is made", async () => {
    const context = new Context({ ioThreads: 3, exitLinger: -1, threadNamePrefix: "four", blocky: undefined })
    assert.equal(context.ioThreads, 3)
    assert.equal(context.exitLinger, -1)
    assert.equal(context.threadNamePrefix, "four")
    await context.term()
    const make = (options: unknown) => () => new (Context as unknown as UntypedContext)(options)
    assert.throws(make({ ioThread: 3 }), { ...misuse, message: /did you mean "ioThreads"/ })
    assert.throws(make({ ioThreads: -1 }), { code: "ERR_OUT_OF_RANGE" })
    assert.throws(make({ maxSocketsLimit: 5 }), { ...misuse, message: /read-only/ })
    assert.throws(make(5), { code: "ERR_INVALID_ARG_TYPE" })
  })

  test("what libzmq refuses names the option and its constant", () =>
    withContext((context) => {
      assert.throws(() => context.setOption("ZMQ_THREAD_AFFINITY_CPU_REMOVE", 3), {
        name: "ZmqError",
        code: "EINVAL",
        message: /option "threadAffinityCpuRemove" \(ZMQ_THREAD_AFFINITY_CPU_REMOVE\)/,
      })
    }))

  test("sockets take ipv6 and linger from their context", async () => {
    const context = new Context({ ipv6: true, blocky: false })
    const push = new Push({ context })
    assert.equal(push.ipv6, true)
    assert.equal(push.linger, 0)
    push.close()
    await context.term()
  })
})
