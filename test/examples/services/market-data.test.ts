import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import type { Browser, Page } from "playwright-core"
import { Subscriber } from "#lib/index"
import { startBrowser, withoutBrowser } from "../../support/browser"
import { exactly } from "../../support/elements"
import { reservedEndpoint } from "../../support/endpoints"
import { timeLimit } from "../../support/waiting"
import { Example } from "../example"

interface Quote {
  symbol: string
  price: number
  sequence: number
}

const feed = reservedEndpoint().replace("tcp:", "ws:")
const programs = reservedEndpoint()
const start = (quotesPerSecond: number) =>
  new Example("services/market-data", "http://127.0.0.1:*", feed, programs, String(quotesPerSecond))

test("market data: a program gets every quote of its symbol, the last one at once", async () => {
  await using market = start(200)
  await market.printed(/^Quotes at/)
  using subscriber = new Subscriber()
  subscriber.subscribe("ACME")
  subscriber.connect(programs)
  const sequences: number[] = []
  while (sequences.length < 20) {
    const [topic, body] = exactly(2, await subscriber.receive(timeLimit))
    assert.equal(String(topic), "ACME")
    sequences.push((JSON.parse(String(body)) as Quote).sequence)
  }
  // The last quote comes twice if it was published before the feed had read the subscription.
  if (sequences[1] === sequences[0]) sequences.shift()
  assert.deepEqual(
    sequences,
    sequences.map((_, index) => sequences[0]! + index),
  )
  await market.stop("SIGINT")
})

describe("market data: the page", { skip: withoutBrowser }, () => {
  const complaints: string[] = []
  let browser: Browser
  let market: Example
  let page: Page

  before(async () => {
    browser = await startBrowser()
    page = await browser.newPage()
    page.on("pageerror", (error) => complaints.push(String(error)))
    market = start(100)
    await page.goto(await market.printed(/^Open (.*)$/))
  })
  after(async () => {
    await browser?.close()
    await market?.[Symbol.asyncDispose]()
  })

  const price = (symbol: string) => page.locator(`#${symbol} .price`)
  const received = async () => Number((await page.textContent("#received"))!.replaceAll(",", ""))
  const untilReceived = (count: number) =>
    page.waitForFunction(
      (count) => {
        const { document } = globalThis as unknown as {
          document: { querySelector(id: string): { textContent: string } }
        }
        return Number(document.querySelector("#received").textContent.replaceAll(",", "")) >= count
      },
      count,
      timeLimit,
    )

  test("shows a price of each symbol, and misses none", async () => {
    await page.locator("#state[data-state=live]").waitFor(timeLimit)
    for (const symbol of ["ACME", "GLOBEX", "INITECH", "UMBRELLA", "HOOLI"])
      await price(symbol)
        .filter({ hasText: /^\d+\.\d\d$/ })
        .waitFor(timeLimit)
    await untilReceived(100)
    assert.equal(await page.textContent("#missed"), "0")
  })

  test("a symbol that is switched off stands still, and goes on when it is switched on", async () => {
    await page.locator("#ACME input").uncheck()
    // What was under way when it was switched off has arrived before what came later.
    await untilReceived((await received()) + 50)
    const before = await page.textContent("#ACME")
    await untilReceived((await received()) + 50)
    assert.equal(await page.textContent("#ACME"), before)
    await page.locator("#ACME input").check()
    await page.locator("#ACME").filter({ hasNotText: before! }).waitFor(timeLimit)
    assert.equal(await page.textContent("#missed"), "0")
  })

  test("fits a narrow window", async () => {
    await page.setViewportSize({ width: 340, height: 700 })
    const width = await page.evaluate(() => {
      const { document } = globalThis as unknown as { document: { documentElement: { scrollWidth: number } } }
      return document.documentElement.scrollWidth
    })
    assert.equal(width, 340)
  })

  test("says that the feed was killed, and goes on when it is started again", async () => {
    market.kill("SIGKILL")
    await page.locator("#state[data-state=silent]").waitFor(timeLimit)
    await market.ended
    market = start(100)
    await page.locator("#state[data-state=live]").waitFor(timeLimit)
    await untilReceived((await received()) + 100)
    assert.equal(await page.textContent("#missed"), "0")
    assert.deepEqual(complaints, [])
  })
})
