import assert from "node:assert/strict"
import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { after, test } from "node:test"
import { makeProgram } from "../../cli/program"
import { Child } from "../support/child"
import { TemporaryFolder } from "../support/temporary-folder"
import { Command, program } from "./command"

/** The command lines of the help texts' examples. */
async function examplesOf(name: string): Promise<string[]> {
  await using help = new Command([name, "--help"])
  const text = (await help.exited()).join("\n")
  return [...text.split(/\nExamples?:\n/)[1]!.matchAll(/^ {2}(\S.*)$/gm)].map(([, line]) => line!)
}

const examples: Promise<string[]> = (async () => {
  const all: string[] = []
  for (const command of makeProgram().commands) all.push(...(await examplesOf(command.name())))
  return all
})()
const used = new Set<string>()

/** The example with this in it. */
async function example(part: string): Promise<string> {
  const found = (await examples).filter((line) => line.includes(part))
  assert.equal(found.length, 1, `${part}: ${found.join("; ")}`)
  used.add(found[0]!)
  return found[0]!
}

/** Runs a command line in bash, in a folder of its own, with paths in place of the ports. */
function run(line: string, ports: TemporaryFolder, folder = ports.path): Child {
  const local = line.replace(/'tcp:\/\/\*:(\d+)'|tcp:\/\/localhost:(\d+)/g, (_, bound, connected) => {
    return ports.ipc(bound ?? connected)
  })
  // jq would keep what it has until its pipe is full.
  const prelude = 'zmq-napi() { "$NODE" "$PROGRAM" "$@"; }; jq() { cat; }'
  return new Child("bash", ["-c", `${prelude}; ${local}`], {
    cwd: folder,
    stdin: "pipe",
    group: true,
    env: { NODE: process.execPath, PROGRAM: program },
  })
}

interface Scene {
  /** Parts of examples, or lines of the test's own, which begin with "zmq-napi". */
  others: string[]
  last: string
  input?: string
  /** What the last one prints. */
  prints: RegExp
}

const rep = "5555' --echo\n"
const scenes: Scene[] = [
  { others: ["seq 1000"], last: "pull --connect tcp://localhost:5557", prints: /^1000$/ },
  { others: ["-m tick"], last: "sub --connect tcp://localhost:5556\n", prints: /^time\ttick$/ },
  { others: ["-m tick"], last: "jq", prints: /tick/ },
  { others: ["access.log"], last: "sub --connect tcp://localhost:5556\n", prints: /^the last line$/ },
  { others: [rep], last: "--timeout 2s -m hello", prints: /^hello$/ },
  { others: ["-m ok --repeat"], last: "req --connect tcp://localhost:5555\n", input: "x\n", prints: /^ok$/ },
  { others: [rep], last: "-m one -m two -m three", prints: /^three$/ },
  {
    others: ["router --bind 'tcp://*:5560' --echo"],
    last: "zmq-napi dealer -c tcp://localhost:5560 -m x -n 1",
    prints: /^x$/,
  },
  {
    others: ["zmq-napi req -c tcp://localhost:5560 -m x"],
    last: "router --bind 'tcp://*:5560' --envelope",
    prints: /\tx$/,
  },
  { others: ["pair --connect"], last: "pair --bind", prints: /^typed$/ },
  {
    others: ["--backend-bind 'tcp://*:5560'", "zmq-napi rep -c tcp://localhost:5560 --echo"],
    last: "zmq-napi req -c tcp://localhost:5559 -m x",
    prints: /^x$/,
  },
  {
    others: ["--kind forwarder", "zmq-napi pub -c tcp://localhost:5561 --peers 1 -m x"],
    last: "zmq-napi sub -c tcp://localhost:5562 -n 1",
    prints: /^x$/,
  },
  { others: [rep], last: "monitor --connect tcp://localhost:5555\n", prints: / handshake / },
  { others: [rep], last: "--until handshake", prints: / handshake / },
  { others: [], last: "zmq-napi info", prints: /^libzmq +\d/ },
  { others: [], last: "zmq-napi example\n", prints: /^hello-server/ },
  { others: [], last: "zmq-napi example slow-joiner\n", prints: /hello/i },
  { others: [], last: "zmq-napi example majordomo --help", prints: /^ +npx zmq-napi example majordomo broker/ },
  { others: [], last: 'eval "$(zmq-napi completion bash)"', prints: /^$/ },
]

for (const { others, last, input, prints } of scenes) {
  test(`the examples ${[...others, last].map((line) => line.trim()).join(" and ")}`, async () => {
    using ports = new TemporaryFolder()
    writeFileSync(ports.file("access.log"), "a line\nthe last line\n")
    const given = (part: string) =>
      part.startsWith("zmq-napi") && part !== "zmq-napi info" && !part.endsWith("--help") && !part.endsWith("\n")
    const lineOf = (part: string) => (given(part) ? part : exact(part))
    const running = await Promise.all(others.map(async (part) => run(await lineOf(part), ports)))
    await using child = run(`${await lineOf(last)}; echo`, ports)
    try {
      if (input !== undefined) await child.write(input)
      for (const other of running) if (others[0] === "pair --connect") await other.write("typed\n")
      await child.printed(prints)
    } finally {
      for (const other of running) await other[Symbol.asyncDispose]()
    }
  })
}

/** A part that ends with a line break is the end of its example. */
async function exact(part: string): Promise<string> {
  if (!part.endsWith("\n")) return await example(part)
  const found = (await examples).find((line) => `${line}\n`.endsWith(part))
  assert.ok(found, part)
  used.add(found)
  return found
}

test("the examples that send a file and receive it", async () => {
  using ports = new TemporaryFolder()
  for (const folder of ["from", "to"]) mkdirSync(ports.file(folder))
  writeFileSync(ports.file("from/picture.png"), Buffer.from([137, 80, 78, 71, 13, 10, 26, 10, 0]))
  await using pull = run(await example("> picture.png"), ports, ports.file("to"))
  await using push = run(await example("< picture.png"), ports, ports.file("from"))
  await push.exited()
  await pull.exited()
  assert.deepEqual(readFileSync(ports.file("to/picture.png")), readFileSync(ports.file("from/picture.png")))
})

test("the examples with a key", async () => {
  using ports = new TemporaryFolder()
  await using keygen = run(await example("keygen server.key"), ports)
  await keygen.exited()
  await using rep = run(await example("--curve-server server.key_secret"), ports)
  await using req = run(await example("--curve-server-key server.key"), ports)
  assert.deepEqual(await req.exited(), ["hello"])
  assert.ok(rep)
})

test("the examples of bench, for a moment", async () => {
  using ports = new TemporaryFolder()
  for (const part of ["zmq-napi bench\n", "bench --only latency"]) {
    const line = (await exact(part)).replace(/--duration 1/, "")
    await using bench = run(`${line} --rounds 1 --count 20`, ports)
    const { code, stdout } = await bench.ended
    assert.equal(code, 0)
    assert.match(stdout, /REQ to REP and back/)
  }
})

after(async () => {
  // Those of shells that are not installed here.
  const ofShells = (line: string) => /completion (zsh|fish)/.test(line)
  assert.deepEqual(
    (await examples).filter((line) => !used.has(line) && !ofShells(line)),
    [],
  )
})
