// Market data: quotes for pages in a browser, over ws://, and for programs, over tcp. Serves until Ctrl+C.
//
//   npm run example -- market-data [page's address [endpoint for pages [endpoint for programs [quotes a second]]]]
//                                  by default http://127.0.0.1:* ws://127.0.0.1:* tcp://127.0.0.1:5660 20
//
// Open the address that it prints. Programs subscribe to a symbol: npm run example -- subscriber ACME tcp://localhost:5660
import { servePage } from "../../browser/server"
import { MarketFeed } from "./feed"

async function main(args: string[]): Promise<void> {
  const [
    address = "http://127.0.0.1:*",
    forPages = "ws://127.0.0.1:*",
    forPrograms = "tcp://127.0.0.1:5660",
    rate = "20",
  ] = args
  using feed = new MarketFeed()
  const [pages, programs] = await feed.bind(forPages, forPrograms)
  console.log(`Quotes at ${pages} and ${programs}`)
  const page = await servePage(address, { feed: pages! }, "services/market-data/page")

  const controller = new AbortController()
  controller.signal.addEventListener("abort", () => {
    page.close()
    page.closeAllConnections()
  })
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort())
  await feed.run(Number(rate), controller.signal)
}

void main(process.argv.slice(2))
