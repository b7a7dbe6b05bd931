import { type Message, Request } from "zmq-napi"
import { READY } from "./broker"

/**
 * Works for a load-balancing broker until the signal aborts. It has no heartbeats: if the broker is started anew, it waits
 * for ever for the next request.
 */
export async function work(
  endpoint: string,
  handle: (request: Message[]) => Promise<string>,
  signal: AbortSignal,
): Promise<void> {
  using socket = new Request({ linger: 1000 })
  socket.connect(endpoint)
  await socket.send(READY)
  while (!signal.aborted) {
    const [client, , ...request] = await socket.receive({ signal })
    await socket.send([client!, "", await handle(request)])
  }
}
