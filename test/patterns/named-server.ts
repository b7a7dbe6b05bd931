// A server in a process of its own, which a test may kill. It sends its name to the first peer that connects, to each
// new subscriber, and with every reply.

import { Dealer, Reply, XPublisher } from "#lib/index"
import { exactly, only } from "../support/elements"

const [greetAddress, publishAddress, replyAddress, name] = exactly(4, process.argv.slice(2))

async function greet(): Promise<void> {
  const dealer = new Dealer()
  await dealer.bind(greetAddress)
  await dealer.send(name)
  for await (const message of dealer) await dealer.send([name, ...message])
}

async function publish(): Promise<void> {
  const publisher = new XPublisher()
  await publisher.bind(publishAddress)
  for await (const message of publisher) await publisher.send([only(message).subarray(1), name])
}

async function reply(): Promise<void> {
  const socket = new Reply()
  await socket.bind(replyAddress)
  for await (const message of socket) await socket.send([name, ...message])
}

void Promise.all([greet(), publish(), reply()])
