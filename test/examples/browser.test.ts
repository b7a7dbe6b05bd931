import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import type { Browser, Page } from "playwright-core"
import { Subscriber } from "#lib/index"
import { startBrowser, withoutBrowser } from "../support/browser"
import { at, exactly } from "../support/elements"
import { reservedEndpoint } from "../support/endpoints"
import { timeLimit } from "../support/waiting"
import { RawWebSocket } from "../support/websocket"
import { Example } from "./example"

/** What the page shows to the console of the browser's tools. */
interface Shown {
  charts: Record<string, { times: number[]; values: (number | null)[] }>
}

/** What functions that run in the page use of it. */
interface Drawing {
  fillStyle: string
  fillRect(x: number, y: number, width: number, height: number): void
  drawImage(image: PageElement, x: number, y: number): void
  getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray }
}
interface PageElement {
  readonly textContent: string
  readonly clientWidth: number
  readonly scrollWidth: number
  width: number
  height: number
  querySelector(selector: string): PageElement
  getContext(kind: "2d", options: { willReadFrequently: boolean }): Drawing
}
declare const document: PageElement & { documentElement: PageElement; createElement(name: "canvas"): PageElement }
declare function getComputedStyle(element: PageElement): { getPropertyValue(name: string): string }

/** A measurement as it came to the browser: the topic and the time. */
interface Arrival {
  topic: string
  time: number
}

const webSocketEndpoint = () => reservedEndpoint().replace("tcp:", "ws:")

describe("browser: the live chart", { skip: withoutBrowser }, () => {
  const feed = webSocketEndpoint()
  const requests = webSocketEndpoint()
  const complaints: string[] = []
  const arrivals: Arrival[] = []
  let browser: Browser
  let example: Example
  let page: Page

  before(async () => {
    browser = await startBrowser()
    page = await browser.newPage()
    page.on("pageerror", (error) => complaints.push(String(error)))
    page.on("console", (message) => complaints.push(message.text()))
    page.on("websocket", (socket) => {
      if (!socket.url().startsWith(feed)) return
      const parts: Buffer[] = []
      socket.on("framereceived", ({ payload }) => {
        const frame = Buffer.from(payload as Buffer)
        parts.push(frame.subarray(1))
        if (frame[0] === 1) return
        const [topic, time] = parts.splice(0)
        if (time !== undefined) arrivals.push({ topic: String(topic), time: time.readDoubleLE() })
      })
    })
    example = new Example("browser", "http://127.0.0.1:*", feed, requests)
    await page.goto(await example.printed(/^Open (.*)$/))
  })
  after(async () => {
    await browser?.close()
    await example?.[Symbol.asyncDispose]()
  })

  /** What the page has drawn of a topic: the times in seconds, and the values. */
  const drawn = (topic: string) =>
    page.evaluate((topic) => {
      const { times, values } = (globalThis as unknown as Shown).charts[topic]!
      return times.map((time, index) => [time, values[index]] as const)
    }, topic)

  const untilDrawn = (topic: string, after: number) =>
    page.waitForFunction(
      ([topic, after]) => ((globalThis as unknown as Partial<Shown>).charts?.[topic]?.times.at(-1) ?? 0) > after,
      [topic, after] as const,
      timeLimit,
    )

  const opacity = (selector: string) =>
    page.locator(selector).evaluate((element) => Number(getComputedStyle(element).getPropertyValue("opacity")))

  const ask = async (request: string): Promise<string> => {
    const before = await page.locator("#replies li").count()
    await page.fill("input[name=request]", request)
    await page.keyboard.press("Enter")
    await page.locator(`#replies li.ok, #replies li.error`).nth(before).waitFor(timeLimit)
    const reply = page.locator("#replies li").first()
    const outcome = (await reply.getAttribute("class"))!
    return `${outcome}: ${await reply.evaluate((item) => item.lastChild!.textContent)}`
  }

  test("the live chart draws each value that is published, as it was sent", async () => {
    await untilDrawn("cpu", 0)
    using subscriber = new Subscriber()
    subscriber.subscribe("cpu")
    subscriber.connect(feed)
    const sent: [number, number][] = []
    while (sent.length < 20) {
      const [, time, value] = exactly(3, await subscriber.receive(timeLimit))
      sent.push([time.readDoubleLE() / 1000, value.readDoubleLE()])
    }
    await page.waitForFunction(
      (last) => (globalThis as unknown as Shown).charts.cpu?.times.includes(last),
      sent.at(-1)![0],
      timeLimit,
    )
    const received = await drawn("cpu")
    const start = received.findIndex(([time]) => time === at(sent, 0)[0])
    assert.deepEqual(received.slice(start, start + sent.length), sent)
  })

  test("the live chart says that the server lives, counts the messages and tells their rate", async () => {
    await page.locator("#state[data-state=live]").waitFor(timeLimit)
    assert.equal(await page.textContent("#state"), "Live")
    const total = async () => Number((await page.textContent("#total"))!.replaceAll(",", ""))
    const before = await total()
    await untilDrawn("cpu", Date.now() / 1000 + 1)
    assert.ok((await total()) >= before + 10)
    assert.ok(Number(await page.textContent("#rate")) > 0)
  })

  for (const colorScheme of ["light", "dark"] as const) {
    test(`the line of each chart is on its canvas, in ${colorScheme} colours`, async () => {
      await page.emulateMedia({ colorScheme })
      await untilDrawn("heap", Date.now() / 1000)
      for (const topic of ["cpu", "delay", "heap"]) {
        const pixels = await page.locator(`#${topic}`).evaluate(countOfLinePixels)
        assert.ok(pixels > 50, `${topic}: ${pixels} pixels`)
      }
    })
  }

  test("requests from the page reach the server, and the replies reach the page", async () => {
    assert.equal(await ask("rate 1"), "ok: measuring 1 times a second")
    await page.waitForFunction(() => Number(document.querySelector("#rate").textContent) <= 5, undefined, timeLimit)
    assert.match(await ask("work 50"), /^ok: found \d+ primes in 50 ms/)
    assert.match(await ask("summary"), /^ok: cpu [\d.]+ to [\d.]+ %, mean [\d.]+; delay .* ms, .*; heap .* MiB, /)
    assert.equal(await ask("rate 0"), "error: rate: 1 to 100 measurements a second")
    assert.match(await ask("<b>nonsense</b>"), /^error: rate <measurements a second>/)
    assert.equal(await ask("rate 25"), "ok: measuring 25 times a second")
  })

  test("a topic that is switched off is not sent to the page until it is switched on", async () => {
    await page.uncheck("#heap input")
    await example.printed(/^Unsubscribed: 'heap'$/)
    const off = Date.now()
    await untilDrawn("delay", off / 1000 + 1)
    const since = arrivals.filter(({ time }) => time > off)
    assert.deepEqual([...new Set(since.map(({ topic }) => topic))].sort(), ["alive", "cpu", "delay"])

    await page.check("#heap input")
    await example.printedTimes(/^Subscribed: 'heap'$/, 2)
    await untilDrawn("heap", Date.now() / 1000)
  })

  test("a stranger's subscription is printed escaped, and a long one ends its connection", async () => {
    const stranger = await RawWebSocket.greeted(feed)
    stranger.write(stranger.frame("binary", "\0\x01\x1b[2J\x9b"))
    await example.printed(/^Subscribed: '\\x1B\[2J\\x9B'$/)
    stranger.write(stranger.frame("binary", Buffer.alloc(2000, "\0")))
    await stranger.ended
    await example.printed(/^Unsubscribed: '\\x1B\[2J\\x9B'$/)
  })

  test("the live chart fits a narrow window", async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await page.waitForFunction(() => document.querySelector("#cpu canvas").clientWidth < 360, undefined, timeLimit)
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360)
  })

  test("the page says that the server is gone, and goes on when it comes back", async () => {
    assert.deepEqual(complaints, [])
    await page.uncheck("#delay input")
    await example.printed(/^Unsubscribed: 'delay'$/)
    await example.stop()
    await page.locator("#state[data-state=silent]").waitFor(timeLimit)
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360)
    for (const part of ["#cpu output", "#cpu .uplot"]) assert.ok((await opacity(part)) < 1, part)

    example = new Example("browser", "http://127.0.0.1:*", feed, requests)
    const restart = Date.now()
    await page.locator("#state[data-state=live]").waitFor(timeLimit)
    await untilDrawn("cpu", restart / 1000)
    await untilDrawn("heap", restart / 1000)
    for (const part of ["#cpu output", "#cpu .uplot"]) assert.equal(await opacity(part), 1, part)
    assert.equal(await ask("rate 40"), "ok: measuring 40 times a second")
    const topics = arrivals.filter(({ time }) => time > restart).map(({ topic }) => topic)
    assert.ok(!topics.includes("delay"))
    // The browser itself tells of each connection that was refused meanwhile.
    for (const complaint of complaints) assert.match(complaint, /^WebSocket connection to .* failed: /)
    await example.stop("SIGINT")
  })
})

/** How many pixels of a chart's canvas have the colour of its line. Runs in the page. */
function countOfLinePixels(chart: unknown): number {
  const element = chart as PageElement
  const { width, height } = element.querySelector("canvas")
  const copy = Object.assign(document.createElement("canvas"), { width, height })
  const context = copy.getContext("2d", { willReadFrequently: true })
  context.fillStyle = getComputedStyle(element).getPropertyValue("--line")
  context.fillRect(0, 0, 1, 1)
  const line = context.getImageData(0, 0, 1, 1).data
  context.drawImage(element.querySelector("canvas"), 0, 0)
  const { data } = context.getImageData(0, 0, width, height)
  let count = 0
  for (let index = 0; index < data.length; index += 4) {
    const [red, green, blue, opacity = 0] = data.subarray(index, index + 4)
    const near = [red, green, blue].every((value = 0, place) => Math.abs(value - (line[place] ?? 0)) < 24)
    if (near && opacity > 128) count += 1
  }
  return count
}
