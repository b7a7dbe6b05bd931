import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { basename, join } from "node:path"
import { test } from "node:test"
import { DOMParser } from "@xmldom/xmldom"
import { writeReport } from "../../bench/report"
import { renderPlots } from "../../bench/report/plots"
import { folderForTests } from "../support/folder-for-tests"
import { artificialCell, artificialReport, everyScenario, rounds } from "./report-fixture"

const scratch = folderForTests().path

/** Throws where it is not well-formed. */
function parse(svg: string) {
  const stop = (_level: string, message: string) => assert.fail(message)
  return new DOMParser({ onError: stop }).parseFromString(svg, "image/svg+xml").documentElement!
}

function textsOf(svg: string): string[] {
  return [...parse(svg).getElementsByTagName("text")].map((element) => element.textContent ?? "")
}

async function plotsOf(report = everyScenario()): Promise<Map<string, string>> {
  return new Map((await renderPlots(report)).map(({ file, svg }) => [file, svg]))
}

test("each plot is well-formed, has a title, and shows no number that is none", async () => {
  const plots = await plotsOf()
  assert.deepEqual([...plots.keys()].sort(), [
    "fanout.svg",
    "latency.svg",
    "memory.svg",
    "router.svg",
    "startup.svg",
    "styles.svg",
    "throughput-bytes.svg",
    "throughput-cpu.svg",
    "throughput.svg",
    "websocket.svg",
  ])
  for (const [file, svg] of plots) {
    assert.equal(parse(svg).tagName, "svg", file)
    assert.ok(
      textsOf(svg).some((text) => text.startsWith("Median of the rounds")),
      file,
    )
    assert.doesNotMatch(svg, /NaN|Infinity|undefined|null/, file)
  }
})

test("the plotting library has nothing to complain about", async (t) => {
  const warn = t.mock.method(console, "warn", () => {})
  await plotsOf()
  assert.deepEqual(
    warn.mock.calls.flatMap(({ arguments: words }) => words),
    [],
  )
})

test("axes say what they show, and in which unit", async () => {
  const plots = await plotsOf()
  const labels: Record<string, string[]> = {
    "throughput.svg": ["message size", "messages a second", "16 B", "64 B", "tcp", "ipc"],
    "throughput-bytes.svg": ["message size", "MiB a second"],
    "throughput-cpu.svg": ["message size", "CPU µs a message, both sides"],
    "latency.svg": ["round trip, µs (logarithmic)", "p50", "p99", "p99.9", "16.0 µs"],
    "fanout.svg": ["subscribers (logarithmic)", "deliveries a second"],
    "router.svg": ["connections (logarithmic)", "1,000"],
    "styles.svg": ["messages a second", "4.10 k/s", "plain C, 8.19 k/s"],
    "memory.svg": ["messages", "resident memory, MiB", "sender", "receiver"],
    "startup.svg": ["milliseconds", "import by require", "32.0 ms"],
    "websocket.svg": ["message size", "messages a second"],
  }
  for (const [file, wanted] of Object.entries(labels)) {
    const texts = textsOf(plots.get(file)!)
    for (const label of wanted) assert.ok(texts.includes(label), `${file} has no "${label}" in ${texts.join(" | ")}`)
  }
})

test("every contender is named, and drawn in each panel", async () => {
  const svg = (await plotsOf()).get("throughput.svg")!
  const texts = textsOf(svg)
  const colors = { "zmq-napi": "#0072b2", zeromq: "#d55e00", libzmq: "#333333" }
  const lines = [...parse(svg).getElementsByTagName("path")].filter(
    (path) => path.getAttribute("aria-roledescription") === "line mark",
  )
  for (const [name, color] of Object.entries(colors)) {
    assert.ok(texts.includes(name), name)
    assert.equal(lines.filter((path) => path.getAttribute("stroke") === color).length, 2, `${name}, tcp and ipc`)
  }
})

test("who failed is named as missing, and not drawn", async () => {
  const cells = [16, 64].map((size) =>
    artificialCell({ id: `throughput tcp ${size}`, scenario: "throughput", size }, [
      { driver: "zmq-napi", rounds: rounds({ rate: 4, cpu: 1 }) },
      { driver: "zeromq", failure: "no" },
    ]),
  )
  const svg = (await plotsOf(artificialReport(cells))).get("throughput.svg")!
  assert.ok(textsOf(svg).some((text) => text.endsWith("Not all is shown; failed: zeromq in tcp")))
  assert.ok(!svg.includes("#d55e00"))
})

test("there is no plot of one size, nor of nothing", async () => {
  const one = artificialCell({ id: "throughput tcp 16", scenario: "throughput" }, [
    { driver: "zmq-napi", rounds: rounds({ rate: 4, cpu: 1 }) },
  ])
  assert.deepEqual([...(await plotsOf(artificialReport([one]))).keys()], [])
  assert.deepEqual([...(await plotsOf(artificialReport([]))).keys()], [])
})

test("fonts are generic, and the background does not depend on the page's", async () => {
  for (const [file, svg] of await plotsOf()) {
    const fonts = [...svg.matchAll(/font-family="([^"]*)"/g)].map(([, font]) => font)
    assert.deepEqual([...new Set(fonts)], ["sans-serif"], file)
    assert.match(svg, /<rect width="\d+(\.\d+)?" height="\d+(\.\d+)?" fill="white"/, file)
  }
})

test("a report is written whole, and says where; the same report gives the same files", async () => {
  const report = everyScenario()
  const first = await writeReport(report, join(scratch, "new", "first"))
  const second = await writeReport(report, join(scratch, "second"))
  const [json = "", markdown = "", ...plots] = first
  assert.deepEqual([basename(json), basename(markdown)], ["results.json", "results.md"])
  assert.deepEqual(JSON.parse(readFileSync(json, "utf8")), report)
  const text = readFileSync(markdown, "utf8")
  for (const path of plots) assert.ok(text.includes(`](${basename(path)})`), path)
  const contents = (paths: string[]) => paths.map((path) => readFileSync(path, "utf8"))
  assert.deepEqual(contents(first), contents(second))
})
