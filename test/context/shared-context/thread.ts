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
let attached: Context | undefined
let socket: Pair | Pull | undefined

const tasks = {
  attach: () => {
    attached = Context.attach(token)
    return [attached === context, attached === Context.attach(token), attached.closed]
  },
  options: () => {
    attached!.exitLinger = 123
    attached!.maxSockets = 17
    return [attached!.ioThreads, attached!.getOption("ipv6")]
  },
  "open a socket": () => {
    socket = new Pair({ context: attached!, linger: 0 })
    socket.connect("inproc://threads")
  },
  "send and receive": async () => {
    await (socket as Pair).send("from the thread")
    return String(await (socket as Pair).receive())
  },
  receive: () => (socket as Pair).receive(),
  closed: () => attached!.closed,
  close: () => socket!.close(),
  term: () => attached!.term(),
  "close, and await using": async () => {
    {
      await using context = attached!
      socket = new Pull({ context })
    }
    return [socket.closed, attached!.closed, await attached!.term()]
  },
  "attach again": () => {
    const before = attached
    attached = Context.attach(token)
    return attached === before
  },
  share: () => {
    attached = new Context()
    return attached.share()
  },
  "forget it": () => {
    attached = undefined
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
