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

  const own = new Context({ ioThreads: 2, maxSockets: 3, ipv6: true, blocky: false })
  own.threadPriority = 1
  own.maxMessageSize = 1000
  console.log(own.ioThreads, own.maxSockets, own.ipv6, own.blocky, own.maxMessageSize)
  const one = new Dealer({ context: own })
  const other = new Dealer({ context: own })
  console.log(one.context === own, one.linger, one.ipv6)
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

run()
