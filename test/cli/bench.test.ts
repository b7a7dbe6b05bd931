import assert from "node:assert/strict"
import { test } from "node:test"
import { repository } from "../support/repository"
import { TemporaryFolder } from "../support/temporary-folder"
import { Command } from "./command"

const few = ["--rounds", "2", "--count", "200"]

test("bench measures this package beside those of the project, in rounds", async () => {
  await using bench = new Command(["bench", ...few, "--json"], { cwd: repository })
  const { cells, versions } = JSON.parse((await bench.ended).stdout)
  const contenders: [string, string[]][] = cells.map((cell: Cell) => [cell.id, cell.contenders.map(({ name }) => name)])
  assert.deepEqual(Object.fromEntries(contenders), {
    "throughput 16": ["zmq-napi", "zmq-napi batch", "zeromq"],
    "throughput 4096": ["zmq-napi", "zeromq"],
    "throughput 65536": ["zmq-napi", "zeromq"],
    "latency 16": ["zmq-napi", "zmq-napi sync", "zeromq"],
    "fanout 16": ["zmq-napi", "zeromq"],
    "websocket 16": ["zmq-napi", "jszmq"],
  })
  for (const cell of cells as Cell[]) {
    for (const { name, failure, rounds } of cell.contenders) {
      assert.equal(failure, undefined, `${cell.id}: ${name}`)
      assert.equal(rounds.length, 2)
      for (const round of rounds) assert.ok(round.rate > 0 && round.cpu > 0)
    }
  }
  assert.deepEqual(Object.keys(versions).sort(), ["jszmq", "zeromq", "zmq-napi"])
})

test("bench measures this package alone where there is no other, and draws a bar for each way to use it", async () => {
  using folder = new TemporaryFolder()
  await using bench = new Command(["bench", ...few, "--only", "throughput"], { cwd: folder.path })
  const { code, stdout, stderr } = await bench.ended
  assert.equal(code, 0, stderr)
  assert.match(stderr, /^Not in this project, and not measured: zeromq, jszmq$/m)
  assert.match(stdout, /^PUSH to PULL, 16 B\n {2}zmq-napi .*\/s .*[█▏▎▍▌▋▊▉].*\n {2}zmq-napi batch .*[█▏▎▍▌▋▊▉]/m)
  assert.ok(!stdout.includes("×") && !stdout.includes("\x1b"))
})

interface Cell {
  id: string
  contenders: { name: string; failure?: string; rounds: { rate: number; cpu: number }[] }[]
}
