// A live chart in the browser: a page subscribes to measurements of this process over ws://, and sends it requests. The
// page speaks ZeroMQ by jszmq, which is plain JavaScript. Serves until Ctrl+C.
//
//   npm run example -- browser [page's address [publisher's endpoint [router's endpoint]]]
//                              by default http://127.0.0.1:* ws://127.0.0.1:* ws://127.0.0.1:*
//
// Open the address that it prints. Beside this file: measurements.ts publishes, requests.ts answers, server.ts bundles
// and serves the page, whose sources are in page/.
import { inspect } from "node:util"
import { Router, XPublisher } from "zmq-napi"
import { Measurements } from "./measurements"
import { answerRequests } from "./requests"
import { servePage } from "./server"

/** Of subscriptions and requests, in bytes; who sends a longer one loses the connection. */
const maxMessageSize = 1000

async function main(address = "http://127.0.0.1:*", feed = "ws://127.0.0.1:*", requests = "ws://127.0.0.1:*") {
  // Any page that a browser has open may connect.
  using publisher = new XPublisher({ maxMessageSize })
  using router = new Router({ maxMessageSize })
  await publisher.bind(feed)
  await router.bind(requests)
  console.log(`Publishing at ${publisher.lastEndpoint}, answering at ${router.lastEndpoint}`)

  const endpoints = { feed: publisher.lastEndpoint!, requests: router.lastEndpoint! }
  const page = await servePage(address, endpoints, "browser/page")
  const end = () => {
    publisher.close()
    router.close()
    page.close()
    page.closeAllConnections()
  }
  process.once("SIGINT", end)
  process.once("SIGTERM", end)

  const measurements = new Measurements(publisher)
  await Promise.all([measurements.publish(), tellSubscriptions(publisher), answerRequests(router, measurements)])
}

/** An XPUB receives what is subscribed to for the first time, and what nobody wants any more. */
async function tellSubscriptions(publisher: XPublisher): Promise<void> {
  for await (const [subscription = Buffer.alloc(0)] of publisher) {
    // A stranger's bytes, which could be commands to the terminal.
    const topic = inspect(String(subscription.subarray(1)))
    console.log(subscription[0] === 1 ? `Subscribed: ${topic}` : `Unsubscribed: ${topic}`)
  }
}

main(...process.argv.slice(2, 5))
