// Subscriptions arrive as messages of an xpub socket, which then publishes.
import * as zmq from "zeromq/v5-compat"

const xpub = zmq.socket("xpub")
const sub = zmq.socket("sub")
xpub.setsockopt(zmq.ZMQ_XPUB_VERBOSE, 1)
xpub.bindSync("tcp://127.0.0.1:*")
sub.connect(xpub.last_endpoint)

xpub.on("message", (subscription: Buffer) => {
  console.log(subscription[0], String(subscription.subarray(1)))
  if (subscription[0] === 1) xpub.send([subscription.subarray(1), `news of ${subscription.subarray(1)}`])
  else {
    xpub.close()
    sub.close()
  }
})
let messages = 0
sub.on("message", (topic: Buffer, news: Buffer) => {
  console.log(String(topic), String(news))
  messages += 1
  if (messages === 1) sub.subscribe("b")
  else sub.unsubscribe("a")
})
sub.subscribe("a")
