// Requests in a queue, their callbacks, multipart replies, and the events of binding and closing.
import * as zmq from "zeromq/v5-compat"

const rep = zmq.socket("rep")
const req = zmq.createSocket("req", { linger: 0 })
console.log(rep.type, req.type, req.linger, req.backlog, rep.closed)

rep.on("bind", (address: string) => console.log("bind", address))
rep.on("message", (...parts: Buffer[]) => {
  rep.send([...parts, `${parts.length} parts`])
})
let replies = 0
req.on("message", (...parts: Buffer[]) => {
  console.log(parts.map(String).join(" | "), parts.every(Buffer.isBuffer))
  replies += 1
  if (replies < 4) return
  req.close()
  rep.unbind("inproc://request-reply", (error) => {
    console.log("unbound", error)
    rep.close()
    console.log(req.closed, rep.closed)
  })
})

rep.bind("inproc://request-reply", (error) => {
  console.log("bound", error)
  req.connect("inproc://request-reply")
  for (const number of [1, 2, 3]) req.send(`request ${number}`, 0, (failure) => console.log("sent", number, failure))
  req.send("several", zmq.ZMQ_SNDMORE)
  req.send(["parts", "follow"])
})
