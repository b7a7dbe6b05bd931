// Pairs between threads: step 1 signals step 2, which signals step 3, over inproc://. The context that joins them is
// passed to each thread by a token; a socket itself stays in the thread that made it.
//
//   npm run example -- pair-threads
import { isMainThread, Worker, workerData } from "node:worker_threads"
import { Context, type ContextToken, Pair } from "zmq-napi"

function startThread(step: "step1" | "step2", context: Context): void {
  new Worker(__filename, { workerData: { step, token: context.share() } })
}

async function step3(): Promise<void> {
  await using context = new Context()
  using previous = new Pair({ context })
  await previous.bind("inproc://step3")
  startThread("step2", context)

  const [signals] = await previous.receive()
  console.log(`${signals} -> step3`)
}

async function step2(context: Context): Promise<void> {
  using previous = new Pair({ context })
  await previous.bind("inproc://step2")
  startThread("step1", context)
  const [signals] = await previous.receive()

  using next = new Pair({ context })
  next.connect("inproc://step3")
  await next.send(`${signals} -> step2`)
}

async function step1(context: Context): Promise<void> {
  using next = new Pair({ context })
  next.connect("inproc://step2")
  await next.send("step1")
}

if (isMainThread) {
  void step3()
} else {
  const { step, token } = workerData as { step: string; token: ContextToken }
  const context = Context.attach(token)
  if (step === "step2") void step2(context)
  else void step1(context)
}
