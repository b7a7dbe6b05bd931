// A proxy between clients and workers: run, used, ended.
import { Dealer, Proxy, Reply, Request, Router } from "zeromq"

async function run(): Promise<void> {
  const front = new Router()
  const back = new Dealer()
  await front.bind("tcp://127.0.0.1:*")
  await back.bind("tcp://127.0.0.1:*")
  const [clients, workers] = [front.lastEndpoint!, back.lastEndpoint!]
  const proxy = new Proxy(front, back)
  console.log(proxy.frontEnd === front, proxy.backEnd === back)
  const running: Promise<void> = proxy.run()

  const worker = new Reply()
  worker.connect(workers)
  const client = new Request({ receiveTimeout: 5000, linger: 0 })
  client.connect(clients)
  for (const word of ["one", "two"]) {
    await client.send(word)
    const [request] = await worker.receive()
    await worker.send(String(request).toUpperCase())
    console.log(String((await client.receive())[0]))
  }
  proxy.terminate()
  await running
  console.log(front.closed, back.closed)
  client.close()
  worker.close()
}

void run()
