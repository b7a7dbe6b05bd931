import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { suite, test } from "node:test"
import { programs } from "../../bench/drivers"
import { soon } from "../support/waiting"

const program = programs("libzmq")

/** What a peer that is given these words says, all at once. */
function said(words: string, commands = ""): { lines: string[]; status: number | null } {
  const { stdout, status } = spawnSync(program[0], words.split(" "), { input: commands, encoding: "utf8", ...soon })
  return { lines: stdout.trim().split("\n"), status }
}

suite("refused at the start", () => {
  const refusals: [string, RegExp][] = [
    ["role=push style=each", /^role, style and size must be given$/],
    ["role=nobody style=each size=1", /^There is no role "nobody"$/],
    ["role=push style=iterate size=1", /^style must be each, sync or transfer here, not "iterate"$/],
    ["role=push style=batch size=1", /not "batch"$/],
    ["role=push style=each size=many", /^size must be an integer from 0 to \d+, not "many"$/],
    ["role=push style=each size=-1", /not "-1"$/],
    ["role=push style=each size=1 parts=0", /^parts must be an integer from 1/],
    ["role=push style=each size=1 colour=red", /^There is no argument "colour"$/],
    ["role=push style=each size", /^An argument is name=value, not "size"$/],
    ["role=push style=each size=1 sockets=2", /^push has one socket, not 2$/],
    ["role=push style=each size=1 bind=nowhere", /^zmq_bind nowhere: Invalid argument$/],
    ["role=dealer style=each size=1 sockets=2 bind=tcp://127.0.0.1:*", /^Only one socket can be bound/],
    ["role=dealer style=each size=1 sockets=2 window=1", /^A window of 1 messages leaves some of 2 sockets/],
    [
      "role=dealer style=each size=1 sockets=60000 window=60000",
      /^60000 sockets take up to 180064 descriptors, and only \d+ may/,
    ],
    ["role=publish style=each size=1", /would be taken for a probe$/],
    ["role=thread style=each size=1 bind=tcp://127.0.0.1:*", /^thread is joined by inproc/],
    ["role=thread style=each size=1 security=curve", /^thread has no security$/],
    ["role=push style=each size=1 security=plain", /^security must be none or curve, not "plain"$/],
    ["role=push style=each size=1 security=curve", /^CURVE needs serverPublicKey$/],
    ["role=push style=each size=1 security=curve serverPublicKey=short", /^serverPublicKey "short": Invalid argument$/],
    ["role=idle style=each size=1", /^idle needs two sockets or more$/],
  ]
  for (const [words, error] of refusals) {
    test(words, () => {
      const { lines, status } = said(words)
      assert.equal(status, 1)
      assert.equal(lines.length, 1)
      assert.match(JSON.parse(lines[0]!).error, error)
    })
  }
})

suite("refused later", () => {
  const bound = "style=each size=16 bind=tcp://127.0.0.1:*"
  const refusals: [string, string, RegExp][] = [
    [`role=pull ${bound}`, "dance", /^There is no command "dance"$/],
    [`role=pull ${bound}`, 'say "\\\t"', /^There is no command "say"$/],
    [`role=pull ${bound}`, 'run "1"', /^run takes a count of messages, not ""1""$/],
    [`role=pull ${bound}`, "run 0", /not "0"$/],
    [`role=pull ${bound}`, "run 1 2", /not "1 2"$/],
    [`role=pull ${bound}`, "probe", /^pull knows no probes$/],
    [`role=pull ${bound}`, "connect tcp://127.0.0.1:1", /^The peer is bound to tcp:.*, and connects to nothing$/],
    ["role=push style=each size=16", "run 1", /^A run needs a connection$/],
    ["role=push style=each size=16", "connect nowhere", /^zmq_connect nowhere: Invalid argument$/],
    ["role=subscribe style=each size=16", "probe", /^A probe needs a connection$/],
    ["role=idle style=each size=16 sockets=2", "run 1", /^idle runs nothing$/],
  ]
  for (const [words, command, error] of refusals) {
    test(`${words}: ${command}`, () => {
      const { lines, status } = said(words, `${command}\n`)
      assert.equal(status, 1)
      assert.equal(lines.length, 2)
      assert.equal(JSON.parse(lines[0]!).ready, true)
      assert.match(JSON.parse(lines[1]!).error, error)
    })
  }

  test("without more commands it ends, and well", () => {
    assert.equal(said(`role=pull ${bound}`).status, 0)
    assert.equal(said("role=idle style=each size=1 sockets=5").status, 0)
  })
})
