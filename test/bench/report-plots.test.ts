import assert from "node:assert/strict"
import { test } from "node:test"
import { DOMParser } from "@xmldom/xmldom"
import { renderPlots } from "../../bench/report/plots"
import { artificialCell, artificialReport, committedReport } from "./report-fixture"

/** Throws where it is not well-formed. */
function parse(svg: string) {
  const stop = (_level: string, message: string) => assert.fail(message)
  return new DOMParser({ onError: stop }).parseFromString(svg, "image/svg+xml").documentElement!
}

function textsOf(svg: string): string[] {
  return [...parse(svg).getElementsByTagName("text")].map((element) => element.textContent ?? "")
}

async function plotsOf(report = committedReport()): Promise<Record<string, string>> {
  return Object.fromEntries((await renderPlots(report)).map(({ file, svg }) => [file, svg]))
}

const labels: Record<string, string[]> = {
  "fanout.svg": ["subscribers (logarithmic)", "deliveries a second"],
  "latency.svg": ["round trip, µs (logarithmic)", "p50", "p99", "p99.9", "zmq-napi sync"],
  "memory.svg": ["messages", "resident memory, MiB", "sender", "receiver"],
  "router.svg": ["connections (logarithmic)", "1,000"],
  "startup.svg": ["milliseconds", "import by require", "empty script"],
  "styles.svg": ["messages a second", "zmq-napi batch", "libzmq"],
  "throughput-bytes.svg": ["message size", "MiB a second"],
  "throughput-cpu.svg": ["message size", "CPU µs a message, both sides"],
  "throughput.svg": ["message size", "messages a second", "16 B", "1 MiB", "tcp", "inproc, one thread"],
  "websocket.svg": ["message size", "messages a second"],
}

test("plots are well-formed, look alike everywhere, and say what they show, and in which unit", async (t) => {
  const warn = t.mock.method(console, "warn", () => {})
  const plots = await plotsOf()
  assert.equal(warn.mock.callCount(), 0)
  assert.deepEqual(Object.keys(plots).sort(), Object.keys(labels))
  for (const [file, svg] of Object.entries(plots)) {
    const texts = textsOf(svg)
    for (const label of labels[file] ?? []) assert.ok(texts.includes(label), `${file} has no "${label}" in ${texts}`)
    assert.match(texts.join("\n"), /^Median of the rounds/m, file)
    assert.doesNotMatch(svg, /NaN|Infinity|undefined|null/, file)
    const fonts = [...svg.matchAll(/font-family="([^"]*)"/g)].map(([, font]) => font)
    assert.deepEqual([...new Set(fonts)], ["sans-serif"], file)
    assert.match(svg, /<rect width="\d+(\.\d+)?" height="\d+(\.\d+)?" fill="white"/, file)
  }
})

test("every contender is named, and drawn in each panel", async () => {
  const svg = (await plotsOf())["throughput.svg"]!
  const texts = textsOf(svg)
  const paths = [...parse(svg).getElementsByTagName("path")]
  const lines = paths.filter((path) => path.getAttribute("aria-roledescription") === "line mark")
  for (const [name, color] of Object.entries({ "zmq-napi": "#0072b2", zeromq: "#d55e00", libzmq: "#666666" })) {
    assert.ok(texts.includes(name), name)
    assert.equal(lines.filter((path) => path.getAttribute("stroke") === color).length, 4, name)
  }
})

test("who failed is named as missing, and not drawn", async () => {
  const given = { "zmq-napi": { rate: 4, cpu: 1 }, zeromq: "no" }
  const cells = [16, 64].map((size) => artificialCell("throughput", given, { size }))
  const svg = (await plotsOf(artificialReport(...cells)))["throughput.svg"]!
  assert.ok(textsOf(svg).some((text) => text.endsWith("Not all is shown; failed: zeromq in tcp")))
  assert.ok(!svg.includes("#d55e00"))
})

test("there is no plot of one size, nor of nothing", async () => {
  const one = artificialCell("throughput", { "zmq-napi": { rate: 4, cpu: 1 } })
  assert.deepEqual(await plotsOf(artificialReport(one)), {})
  assert.deepEqual(await plotsOf(artificialReport()), {})
})
