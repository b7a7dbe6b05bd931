import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { describe, it } from "node:test"
import { CommanderError } from "commander"
import { choose, parseCommandLine } from "../../bench/command-line"

function parse(...parameters: string[]) {
  return parseCommandLine(parameters, () => {})
}

/** The error message for a command line that is refused. */
function refusal(...parameters: string[]): string {
  let told = ""
  const write = (text: string) => {
    told += text
  }
  assert.throws(() => parseCommandLine(parameters, write), CommanderError)
  return told
}

function cells(...parameters: string[]): string[] {
  return choose(parse(...parameters)).map(({ id }) => id)
}

describe("the command line of the harness", () => {
  it("has defaults", () => {
    const { rounds, duration, count, full, output } = parse()
    assert.deepEqual(
      { rounds, duration, count, full, output },
      { rounds: 5, duration: 0.3, count: undefined, full: false, output: "bench/results/latest" },
    )
    assert.equal(parse("--full").duration, 1)
    assert.equal(parse("--full", "--duration", "0.5").duration, 0.5)
  })

  it("reads lists, and sizes as people write them", () => {
    const options = parse("--scenario", "latency,throughput", "--driver", "zmq-napi,libzmq", "--size", "16,4KiB,1MiB")
    assert.deepEqual(options.scenario, ["latency", "throughput"])
    assert.deepEqual(options.driver, ["zmq-napi", "libzmq"])
    assert.deepEqual(options.size, [16, 4096, 1048576])
  })

  for (const [parameters, told] of [
    [["--scenario", "speed"], /"speed" is none of throughput, .*idle/],
    [["--driver", "zeromq,"], /empty name/],
    [["--transport", "udp"], /"udp" is none of tcp, ipc, inproc, ws/],
    [["--size", "4KB"], /"4KB" is not a size/],
    [["--size", "0"], /"0" is not a size/],
    [["--rounds", "0"], /integer of at least 1/],
    [["--rounds", "2.5"], /integer of at least 1/],
    [["--count", "1"], /integer of at least 2/],
    [["--duration", "-1"], /positive number of seconds/],
    [["--count", "10", "--duration", "1"], /cannot be used with/],
    [["--fast"], /unknown option '--fast'/],
    [["throughput"], /too many arguments/],
  ] as const) {
    it(`refuses ${parameters.join(" ")}`, () => assert.match(refusal(...parameters), told))
  }
})

describe("the choice of cells", () => {
  it("has ids that are unique, and contenders whose names are unique within a cell", () => {
    const all = choose(parse("--full"))
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length)
    for (const { contenders, id } of all) {
      assert.equal(new Set(contenders.map(({ name }) => name)).size, contenders.length, id)
    }
  })

  it("is a part of the whole when nothing is said", () => {
    const [quick, full] = [cells(), cells("--full")]
    assert.ok(quick.length > 0 && quick.length < full.length)
    assert.deepEqual(
      quick.filter((id) => !full.includes(id)),
      [],
    )
  })

  it("is all that fits when something is named", () => {
    assert.deepEqual(cells("--scenario", "latency"), ["latency tcp 16", "latency ipc 16"])
    assert.deepEqual(cells("--scenario", "throughput", "--transport", "ipc", "--size", "16,64KiB"), [
      "throughput ipc 16",
      "throughput ipc 65536",
    ])
  })

  it("has throughput of any size", () => {
    assert.deepEqual(cells("--size", "1000", "--transport", "tcp"), [
      "throughput tcp 1000",
      "websocket push and pull 1000",
    ])
  })

  it("leaves out the other drivers, and cells that none is left of", () => {
    const chosen = choose(parse("--full", "--driver", "jszmq"))
    assert.deepEqual([...new Set(chosen.map(({ scenario }) => scenario))], ["websocket", "startup"])
    const drivers = new Set(chosen.flatMap(({ contenders }) => contenders.map(({ driver }) => driver)))
    assert.deepEqual([...drivers].sort(), ["jszmq", "node"])
  })
})

describe("the program", () => {
  const run = (...parameters: string[]) =>
    spawnSync(process.execPath, [join(__dirname, "..", "..", "bench", "run.js"), ...parameters], { encoding: "utf8" })

  it("ends with status 2 when it is told nonsense", () => {
    const { status, stderr } = run("--rounds", "many")
    assert.equal(status, 2)
    assert.match(stderr, /option '--rounds <n>' argument 'many' is invalid. It must be an integer/)
  })

  it("ends with status 2 when nothing fits", () => {
    const { status, stderr } = run("--scenario", "latency", "--driver", "jszmq")
    assert.equal(status, 2)
    assert.match(stderr, /No cell fits/)
  })

  it("lists cells with their contenders", () => {
    const { status, stdout } = run("--list", "--scenario", "latency", "--transport", "tcp")
    assert.equal(status, 0)
    assert.equal(stdout, "latency tcp 16: zmq-napi, zmq-napi sync, zeromq, libzmq\n")
  })

  it("has a help that names every option", () => {
    const { status, stdout } = run("--help")
    assert.equal(status, 0)
    const names = ["full", "scenario", "driver", "transport", "size", "rounds", "duration", "count", "output", "list"]
    for (const name of names) assert.ok(stdout.includes(`--${name}`), name)
  })
})
