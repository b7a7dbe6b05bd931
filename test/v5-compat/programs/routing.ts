// A router, dealers with identities, options by every name, and a failure that is called back.
import * as zmq from "zeromq/v5-compat"

const router = zmq.socket("router")
router.setsockopt(zmq.ZMQ_ROUTER_MANDATORY, 1)
router.bindSync("tcp://127.0.0.1:*")
const names = ["one", "two"]
const dealers = names.map((identity) => zmq.socket("dealer", { identity }))
console.log(dealers.map((dealer) => [dealer.identity, dealer.getsockopt("identity"), dealer.getsockopt(5)].join()))
console.log(router.getsockopt(zmq.ZMQ_TYPE), router.mechanism, router.getsockopt(zmq.ZMQ_SNDHWM))

router.on("error", (error: Error) => console.log("error", error instanceof Error))
router.send(["nobody", "x"], 0, (error) => console.log("nobody", error instanceof Error))

let left = names.length
router.on("message", (id: Buffer, text: Buffer) => {
  router.send([id, `${text} ${id}`])
})
for (const [index, dealer] of dealers.entries()) {
  dealer.on("message", (text: Buffer) => {
    console.log(String(text))
    dealer.close()
    left -= 1
    if (left === 0) router.close()
    else dealers[index + 1]?.send("hello")
  })
  dealer.connect(router.last_endpoint)
}
dealers[0]?.send("hello")
