import assert from "node:assert/strict"
import { randomFillSync } from "node:crypto"
import { after, before, describe, test } from "node:test"
import type { Browser, Page } from "playwright-core"
import { Dealer, XPublisher } from "#lib/index"
import { startBrowser, withoutBrowser } from "../support/browser"
import { bindFresh } from "../support/endpoints"
import { receiveSubscription } from "../support/subscriptions"
import { sameParts } from "../support/text"
import { timeLimit } from "../support/waiting"
import { BrowserSocket, loadJszmq } from "./browser-socket"
import { castings, topic } from "./conversations"
import { join, openSocket, simpleSocket } from "./sockets"

describe("with jszmq in a browser over ws", { skip: withoutBrowser }, () => {
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  before(async () => {
    browser = await startBrowser()
    page = await browser.newPage()
    page.on("pageerror", (error) => complaints.push(String(error)))
    page.on("console", (message) => complaints.push(message.text()))
    await loadJszmq(page)
  })
  after(async () => {
    await browser?.close()
    assert.deepEqual(complaints, [])
  })

  for (const { ours, theirs, talk } of castings) {
    test(`our ${ours} and its ${theirs}`, async () => {
      using socket = openSocket(ours)
      await using other = await BrowserSocket.open(page, theirs, theirs === "SUB" ? { subscribe: topic } : {})
      if (ours === "SUB") socket.setOption("subscribe", topic)
      await join(socket, other, "we", "ws")
      await talk(simpleSocket(socket), other)
    })
  }

  test("large parts each way; browsers divide what is longer than 64 KiB into several frames", async () => {
    using dealer = new Dealer()
    await using other = await BrowserSocket.open(page, "DEALER")
    await join(dealer, other, "we", "ws")
    const message = [65_535, 65_536, 4 * 1024 * 1024].map((size) => randomFillSync(Buffer.allocUnsafe(size)))
    await other.send(message)
    assert.ok(sameParts(await dealer.receive(timeLimit), message))
    await dealer.send(message, timeLimit)
    assert.ok(sameParts(await other.receive(), message))
  })

  test("a topic without a subscription is not sent to it", async () => {
    using publisher = new XPublisher()
    const frames: Buffer[] = []
    page.once("websocket", (socket) => {
      socket.on("framereceived", ({ payload }) => void frames.push(Buffer.from(payload as Buffer)))
    })
    await using subscriber = await BrowserSocket.open(page, "SUB", { subscribe: Buffer.from("wanted") })
    await subscriber.connect(await bindFresh(publisher, "ws"))
    await receiveSubscription(publisher, "wanted")
    for (let round = 0; round < 10; round++) {
      await publisher.send(["other", "news"])
      await publisher.send(["wanted", String(round)])
    }
    for (let round = 0; round < 10; round++) {
      assert.deepEqual(await subscriber.receive(), [Buffer.from("wanted"), Buffer.from(String(round))])
    }
    const [routingId, ...rest] = frames.map((frame) => frame.toString("latin1"))
    assert.equal(routingId, "\0")
    assert.deepEqual(rest, Array.from({ length: 10 }, (_, round) => ["\x01wanted", `\0${round}`]).flat())
  })

  test("a page that is there answers heartbeats, and stays", async () => {
    const heartbeatTimeout = 1500
    using publisher = new XPublisher({ heartbeatInterval: 50, heartbeatTimeout })
    await using subscriber = await BrowserSocket.open(page, "SUB", { subscribe: Buffer.from("topic") })
    await subscriber.connect(await bindFresh(publisher, "ws"))
    await receiveSubscription(publisher, "topic")
    await assert.rejects(publisher.receive({ timeout: heartbeatTimeout + 500 }), { code: "EAGAIN" })
    await publisher.send(["topic", "after heartbeats"])
    assert.deepEqual(await subscriber.receive(), [Buffer.from("topic"), Buffer.from("after heartbeats")])
  })

  test("a page that goes is unsubscribed", async () => {
    using publisher = new XPublisher()
    const other = await browser.newPage()
    await loadJszmq(other)
    const subscriber = await BrowserSocket.open(other, "SUB", { subscribe: Buffer.from("topic") })
    await subscriber.connect(await bindFresh(publisher, "ws"))
    await receiveSubscription(publisher, "topic")
    await other.close()
    await receiveSubscription(publisher, "topic", false)
  })
})
