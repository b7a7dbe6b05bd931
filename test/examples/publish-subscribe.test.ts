import assert from "node:assert/strict"
import { test } from "node:test"
import { Subscriber, XPublisher } from "#lib/index"
import { at } from "../support/elements"
import { receiveSubscription } from "../support/subscriptions"
import { TemporaryFolder } from "../support/temporary-folder"
import { text } from "../support/text"
import { timeLimit } from "../support/waiting"
import { Example, numbered } from "./example"

const wildcard = "tcp://127.0.0.1:*"

test("publisher and subscriber: numbered updates of the topic that was asked for, none missing, no other", async () => {
  await using publisher = new Example("publisher", wildcard)
  const endpoint = await publisher.printed(/^Publishing at (.*)$/)
  await using subscriber = new Example("subscriber", "1", endpoint)
  await subscriber.printedTimes(/^Topic/, 4)
  const [greeting, ...updates] = await subscriber.stop("SIGINT")
  assert.equal(greeting, `Subscribed to "1" at ${endpoint}`)
  const first = Number(/\d+$/.exec(at(updates, 0))?.[0])
  assert.deepEqual(
    updates,
    updates.map((_, index) => `Topic 1: update ${first + index}`),
  )
  await publisher.stop("SIGINT")
})

test("publisher and subscriber: the subscriber first; an empty prefix takes both topics", async () => {
  using folder = new TemporaryFolder()
  await using subscriber = new Example("subscriber", "", folder.ipc("feed"))
  await subscriber.printed(/^Subscribed to "" at/)
  await using publisher = new Example("publisher", folder.ipc("feed"))
  await subscriber.printed(/^Topic 1: update \d+$/)
  await subscriber.printed(/^Topic 2: update \d+$/)
  await publisher.stop()
  await subscriber.stop()
})

test("subscriber: a prefix, not a whole topic", async () => {
  using publisher = new XPublisher()
  await publisher.bind(wildcard)
  await using subscriber = new Example("subscriber", "wea", publisher.lastEndpoint!)
  await receiveSubscription(publisher, "wea")
  for (const topic of ["sports", "we", "weather", "wealth"]) await publisher.send([topic, "news"])
  await subscriber.printed(/^Topic wealth/)
  assert.deepEqual((await subscriber.stop()).slice(1), ["Topic weather: news", "Topic wealth: news"])
})

test("envelopes: only what is in envelope B arrives", async () => {
  using folder = new TemporaryFolder()
  for (const endpoint of [wildcard, folder.ipc("envelopes")]) {
    await using example = new Example("envelopes", endpoint)
    assert.deepEqual(await example.exited(), [
      "Published 10 messages",
      ...numbered(5, (round) => `[B] We would like to see this (${round})`),
    ])
  }
})

test("weather: from the station through the proxy to the reader, its zip code only", async () => {
  using folder = new TemporaryFolder()
  await using reader = new Example("weather-reader", "10003", folder.ipc("readers"))
  await reader.printed(/^Reading the weather of 10003/)
  await using proxy = new Example("weather-proxy", folder.ipc("stations"), folder.ipc("readers"))
  await proxy.printed(/^Readers at/)
  await using station = new Example("weather-station", folder.ipc("stations"))
  const updates = (await reader.exited()).slice(1, -1)
  assert.equal(updates.length, 10)
  for (const update of updates) assert.match(update, /^10003: -?\d+ °C, \d+ % humidity$/)
  await station.stop()
  await proxy.stop("SIGINT")
})

test("weather proxy: subscriptions reach the station, and every part the reader", async () => {
  await using proxy = new Example("weather-proxy", wildcard, wildcard)
  using station = new XPublisher()
  station.connect(await proxy.printed(/^Stations at (.*)$/))
  const readersEndpoint = await proxy.printed(/^Readers at (.*)$/)
  await using reader = new Example("weather-reader", "10001", readersEndpoint)
  await receiveSubscription(station, "10001")
  using second = new Subscriber()
  second.connect(readersEndpoint)
  second.subscribe("2")
  await receiveSubscription(station, "2")

  await station.send(["2", "", "a\0b"])
  assert.deepEqual(text(await second.receive(timeLimit)), ["2", "", "a\0b"])
  for (let temperature = 1; temperature <= 10; temperature += 1) await station.send(["10001", temperature, 50])
  assert.equal((await reader.exited()).at(-1), "Average of 10 updates of 10001: 5.5 °C, 50.0 %")
  await receiveSubscription(station, "10001", false)
  await proxy.stop()
})

test("slow joiner: after the confirmation, no update is lost", async () => {
  await using example = new Example("slow-joiner")
  const lines = await example.exited()
  assert.ok(lines.includes("Publisher: published 100 updates"))
  assert.ok(lines.includes("Subscriber: received 100 of 100 updates"))
  const hellos = Number(/confirmed after (\d+) hellos$/.exec(at(lines, 0))?.[1])
  assert.ok(hellos > 0, lines[0])
})

test("durable subscriber: killed and started again, it goes on where it was, and misses nothing", async () => {
  await using example = new Example("durable-subscriber")
  const lines = await example.exited()
  assert.deepEqual(lines.slice(0, 2), [
    "Subscriber: received 1 to 40, and is killed",
    "Journal: 50 entries added while the subscriber was away",
  ])
  // Two processes print these.
  assert.deepEqual(lines.slice(2).sort(), [
    "Journal: all 100 entries are acknowledged",
    "Subscriber: received 41 to 100",
  ])
})

test("last-value cache: a late subscriber gets the last value at once, and then the updates", async () => {
  await using example = new Example("last-value-cache")
  assert.deepEqual(await example.exited(), [
    "The first subscriber: gold was 10 when it came",
    "The first subscriber: gold is 11 now",
    "The second subscriber: gold was 11 when it came",
    "The second subscriber: gold is 12 now",
  ])
})
