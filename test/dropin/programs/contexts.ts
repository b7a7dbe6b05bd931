// Contexts, their options, and what the package tells of itself.
import { Context, capability, context, Dealer, version } from "zeromq"

async function run(): Promise<void> {
  console.log(
    /^4\.\d\.\d$/.test(version),
    capability.ipc,
    capability.curve,
    capability.draft,
    capability.gssapi ?? false,
  )
  console.log(context instanceof Context, context.ioThreads, context.maxSockets, context.maxSocketsLimit)
  console.log(context.blocky, context.ipv6, context.maxMessageSize)

  const testContext = new Context({ ioThreads: 2, maxSockets: 3, ipv6: true, blocky: false })
  testContext.threadPriority = 1
  testContext.maxMessageSize = 1000
  console.log(
    testContext.ioThreads,
    testContext.maxSockets,
    testContext.ipv6,
    testContext.blocky,
    testContext.maxMessageSize,
  )
  const one = new Dealer({ context: testContext })
  const other = new Dealer({ context: testContext })
  console.log(one.context === testContext, one.linger, one.ipv6)
  await one.bind("inproc://names")
  other.connect("inproc://names")
  await one.send("there")
  console.log(String((await other.receive())[0]))
  one.close()
  other.close()
  const elsewhere = new Dealer()
  console.log(elsewhere.context === context, elsewhere.linger)
  elsewhere.close()
}

void run()
