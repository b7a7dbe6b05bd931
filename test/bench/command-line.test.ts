import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { suite, test } from "node:test"
import { isCapable } from "../../bench/capabilities"
import { choose, leftOut, parseCommandLine } from "../../bench/command-line"
import { missingProgram } from "../../bench/drivers"

const parse = (words = "") => parseCommandLine(words === "" ? [] : words.split(" "))
const chosen = (words = "") => choose(parse(words))
const ids = (words = "") => chosen(words).map(({ id }) => id)

for (const [words, wanted] of [
  ["", { full: false, list: false, force: false, rounds: 5, duration: 0.3, output: "bench/results/latest" }],
  ["--full", { full: true, duration: 1 }],
  ["--full --duration 0.5", { full: true, duration: 0.5 }],
  ["--scenario latency,throughput", { scenario: ["latency", "throughput"] }],
  ["--driver zmq-napi,libzmq", { driver: ["zmq-napi", "libzmq"] }],
  ["--force", { force: true }],
  ["--size 16,4KiB,1MiB", { size: [16, 4096, 1048576] }],
] as const) {
  test(`the options of ${words || "an empty command line"}`, () => {
    assert.deepEqual(parse(words), { ...parse(words), ...wanted })
  })
}

suite("the choice of cells", () => {
  test("has ids that are unique, and contenders whose names are unique within a cell", () => {
    const all = ids("--full")
    assert.equal(new Set(all).size, all.length)
    for (const { contenders, id } of chosen("--full")) {
      assert.equal(new Set(contenders.map(({ name }) => name)).size, contenders.length, id)
    }
  })

  test("is a part of the whole when nothing is said", () => {
    const [quick, full] = [ids(), ids("--full")]
    assert.ok(quick.length > 0 && quick.length < full.length)
    assert.ok(quick.every((id) => full.includes(id)))
  })

  for (const [words, wanted] of [
    ["--scenario latency", ["latency tcp 16", "latency ipc 16"]],
    ["--scenario throughput --transport ipc --size 16,64KiB", ["throughput ipc 16", "throughput ipc 65536"]],
    ["--size 1000 --transport tcp", ["throughput tcp 1000", "websocket push and pull 1000"]],
  ] as const) {
    test(`is all that fits ${words}`, () => assert.deepEqual(ids(words), wanted))
  }

  test("has the system's libzmq where it is built, or a line that says that it is left out", () => {
    const built = missingProgram("stock-libzmq") === undefined
    const has = chosen("--full").some(({ contenders }) => contenders.some(({ driver }) => driver === "stock-libzmq"))
    assert.equal(has, built)
    assert.equal(leftOut(parse()).length, built ? 0 : 1)
    assert.deepEqual(leftOut(parse("--driver zmq-napi,libzmq")), [])
  })

  test("has no contender in a style that its driver is not capable of", () => {
    for (const { id, contenders } of chosen("--full")) {
      for (const { driver, style, name } of contenders) assert.ok(isCapable(driver, style), `${id}: ${name}`)
    }
  })

  test("leaves out the other drivers, and cells that none is left of", () => {
    const cells = chosen("--full --driver jszmq")
    assert.deepEqual([...new Set(cells.map(({ scenario }) => scenario))], ["websocket", "startup"])
    const drivers = new Set(cells.flatMap(({ contenders }) => contenders.map(({ driver }) => driver)))
    assert.deepEqual([...drivers].sort(), ["jszmq", "node"])
  })
})

for (const [words, status, told] of [
  ["--scenario speed", 2, /"speed" is none of throughput, .*idle, connections/],
  ["--driver zeromq,", 2, /empty name/],
  ["--transport udp", 2, /"udp" is none of tcp, ipc, inproc, ws/],
  ["--size 4KB", 2, /"4KB" is not a size/],
  ["--size 0", 2, /"0" is not a size/],
  ["--rounds many", 2, /option '--rounds <n>' argument 'many' is invalid. It must be an integer/],
  ["--rounds 0", 2, /integer of at least 1/],
  ["--rounds 2.5", 2, /integer of at least 1/],
  ["--count 1", 2, /integer of at least 2/],
  ["--duration -1", 2, /positive number of seconds/],
  ["--count 10 --duration 1", 2, /cannot be used with/],
  ["--fast", 2, /unknown option '--fast'/],
  ["throughput", 2, /too many arguments/],
  ["--scenario latency --driver jszmq", 2, /No cell fits/],
  [
    "--list --scenario latency --transport tcp",
    0,
    /^latency tcp 16: zmq-napi, zmq-napi sync, zeromq, libzmq(, stock-libzmq)?\n$/,
  ],
  [
    "--help",
    0,
    /--full.*--scenario.*--driver.*--transport.*--size.*--rounds.*--duration.*--count.*--output.*--force.*--list/s,
  ],
] as const) {
  test(`the program ends with status ${status} for ${words}`, () => {
    const program = join(__dirname, "..", "..", "bench", "run.js")
    const ended = spawnSync(process.execPath, [program, ...words.split(" ")], { encoding: "utf8" })
    assert.equal(ended.status, status)
    assert.match(status === 0 ? ended.stdout : ended.stderr, told)
  })
}
