// Programs whose trace trace.test.ts reads: the arguments name one of them.
import { isMainThread, Worker } from "node:worker_threads"
import { Context, curveKeyPair, Dealer, Proxy, Publisher, Pull, Push, Request, Router } from "#lib/index"

/** ZMQ_PLAIN_PASSWORD. */
const passwordOption = 46

/** Options by number, as subclasses may set them. */
class Numbered extends Push {
  set(option: number, value: string): void {
    this.setStringOption(option, value)
  }
}

const programs: Record<string, () => void | Promise<void>> = {
  async life() {
    using push = new Push({ linger: 0 })
    await push.bind("tcp://127.0.0.1:*")
    using pull = new Pull()
    pull.connect(push.lastEndpoint as string)
    await push.send("a message")
    await pull.receive()
    pull.disconnect(push.lastEndpoint as string)
    await push.unbind(push.lastEndpoint as string)
  },

  async waiting() {
    using pull = new Pull()
    pull.bindSync("inproc://waiting")
    using push = new Push()
    push.connect("inproc://waiting")
    const received = pull.receive()
    await push.send("a message")
    await received
    await pull.receive({ timeout: 1 }).catch(() => undefined)
    const controller = new AbortController()
    const aborted = pull.receive({ signal: controller.signal })
    controller.abort(new Error("a message of the program"))
    await aborted.catch(() => undefined)
    using lonely = new Push()
    await lonely.send("a message", { timeout: 0 }).catch(() => undefined)
    await lonely.send({ a: "message" } as never).catch(() => undefined)
    const sent = lonely.send("a message")
    lonely.close()
    await sent.catch(() => undefined)
  },

  blocking() {
    using pull = new Pull()
    for (const wait of [
      () => pull.receiveSync({ timeout: 1 }),
      () => new Push().sendSync("a message", { timeout: 1 }),
    ]) {
      try {
        wait()
      } catch {}
    }
  },

  async errors() {
    using push = new Push()
    await push.bind("tcp://127.0.0.1:*")
    await new Push().bind(push.lastEndpoint as string).catch(() => undefined)
    for (const attempt of [() => push.connect("tcp://"), () => push.disconnect("tcp://127.0.0.1:1")]) {
      try {
        attempt()
      } catch {}
    }
  },

  secrets() {
    const { publicKey, secretKey } = curveKeyPair()
    using push = new Numbered({ curvePublicKey: publicKey, curveSecretKey: secretKey, plainPassword: "a secret" })
    push.setOption("ZMQ_SOCKS_PASSWORD", "a secret")
    push.set(passwordOption, "a secret")
    console.log(secretKey)
  },

  async proxy() {
    const context = new Context()
    const front = new Router({ context })
    front.bindSync("inproc://front")
    const back = new Dealer({ context })
    back.bindSync("inproc://back")
    const proxy = new Proxy(front, back)
    const running = proxy.run()
    proxy.terminate()
    await running
    await context.term()
  },

  exit() {
    void new Push().send("a message")
    void new Publisher().send("a message")
    new Request().close()
    process.exit()
  },

  worker() {
    if (isMainThread) new Worker(__filename, { argv: ["worker"] })
    else new Push().close()
  },
}

void programs[process.argv[2] as string]?.()
