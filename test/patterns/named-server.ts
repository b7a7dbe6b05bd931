// A server in a process of its own, which a test may kill. It tells its name to the first who connects, to each new
// subscriber, and with every reply.
import { Dealer, Reply, XPublisher } from "#lib/index"

const [greetAddress, publishAddress, replyAddress, name] = process.argv.slice(2)

async function greet(): Promise<void> {
  const dealer = new Dealer()
  await dealer.bind(greetAddress)
  await dealer.send(name)
  for await (const message of dealer) await dealer.send([name, ...message])
}

async function publish(): Promise<void> {
  const publisher = new XPublisher()
  await publisher.bind(publishAddress)
  for await (const [subscription] of publisher) await publisher.send([subscription.subarray(1), name])
}

async function reply(): Promise<void> {
  const socket = new Reply()
  await socket.bind(replyAddress)
  for await (const message of socket) await socket.send([name, ...message])
}

Promise.all([greet(), publish(), reply()])
