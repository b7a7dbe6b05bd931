// A thread that does with a shared context what it is told, for the tests of shared-context.test.ts.
import { type MessagePort, parentPort, workerData } from "node:worker_threads"
import { Context, context, Pair, Pull, type ZmqError } from "#lib/index"

export type Task = keyof typeof tasks

/** What a task has come to: its value, or its error as text and code. */
export interface Outcome {
  value?: unknown
  code?: string
}

const { token } = workerData as { token: { zmqContext: string } }
let own: Context | undefined
let socket: Pair | Pull | undefined

const tasks = {
  attach: () => {
    own = Context.attach(token)
    return [own === context, own === Context.attach(token), own.closed]
  },
  options: () => {
    own!.exitLinger = 123
    own!.maxSockets = 17
    return [own!.ioThreads, own!.getOption("ipv6")]
  },
  "open a socket": () => {
    socket = new Pair({ context: own!, linger: 0 })
    socket.connect("inproc://threads")
  },
  "send and receive": async () => {
    await (socket as Pair).send("from the thread")
    return String(await (socket as Pair).receive())
  },
  receive: () => (socket as Pair).receive(),
  closed: () => own!.closed,
  close: () => socket!.close(),
  term: () => own!.term(),
  "close, and await using": async () => {
    {
      await using attached = own!
      socket = new Pull({ context: attached })
    }
    return [socket.closed, own!.closed, await own!.term()]
  },
  "attach again": () => {
    const before = own
    own = Context.attach(token)
    return own === before
  },
  share: () => {
    own = new Context()
    return own.share()
  },
  "forget it": () => {
    own = undefined
  },
}

parentPort!.on("message", async ({ task, port }: { task: Task; port: MessagePort }) => {
  let outcome: Outcome
  try {
    outcome = { value: await tasks[task]() }
  } catch (error) {
    outcome = { code: (error as ZmqError).code }
  }
  port.postMessage(outcome)
  port.close()
})
