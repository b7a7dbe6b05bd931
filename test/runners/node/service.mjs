// A program as its tests meet it.
import { Push } from "zmq-napi"

export async function report(endpoint, text) {
  const push = new Push({ linger: 1000 })
  try {
    push.connect(endpoint)
    await push.send(text)
  } finally {
    push.close()
  }
}
