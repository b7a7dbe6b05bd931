// Topics, subscriptions as an XPublisher sees them, and a proxy by hand.
import { type Message, Publisher, Subscriber, XPublisher, XSubscriber } from "zeromq"

async function feed(): Promise<void> {
  const publisher = new XPublisher({ verbosity: "allSubs", linger: 0 })
  await publisher.bind("tcp://127.0.0.1:*")
  const subscriber = new Subscriber({ receiveTimeout: 5000 })
  subscriber.connect(publisher.lastEndpoint!)
  subscriber.subscribe("kitty cats", Buffer.from("dogs"))
  for (let count = 0; count < 2; count++) {
    const [subscription = Buffer.alloc(0)] = await publisher.receive()
    console.log("subscription", subscription[0], subscription.toString("utf8", 1))
  }
  await publisher.send(["birds", "lost"])
  await publisher.send(["kitty cats and more", "meow!"])
  await publisher.send([Buffer.from("dogs"), Buffer.from("woof!"), ""])
  for (let count = 0; count < 2; count++) {
    const parts: Message[] = await subscriber.receive()
    console.log(parts.map(String))
  }
  subscriber.unsubscribe("dogs")
  const [end = Buffer.alloc(0)] = await publisher.receive()
  console.log("subscription", end[0], end.toString("utf8", 1))
  subscriber.subscribe()
  const [all] = await publisher.receive()
  console.log("subscription", all?.length, all?.[0])
  await publisher.send("anything")
  console.log((await subscriber.receive()).map(String))
  publisher.close()
  subscriber.close()
}

async function forward(): Promise<void> {
  const front = new XSubscriber()
  const back = new XPublisher()
  await front.bind("inproc://front")
  await back.bind("inproc://back")
  const publisher = new Publisher()
  publisher.connect("inproc://front")
  const subscriber = new Subscriber()
  subscriber.connect("inproc://back")
  subscriber.subscribe("a")
  await front.send(await back.receive())
  // The publisher hears of it with its next call.
  for (let received = false; !received; ) {
    await publisher.send(["abc", "1"])
    received = front.readable
    await new Promise((resolve) => setImmediate(resolve))
  }
  await back.send(await front.receive())
  console.log("forwarded", (await subscriber.receive()).map(String))
  for (const socket of [front, back, publisher, subscriber]) socket.close()
}

void feed().then(forward)
