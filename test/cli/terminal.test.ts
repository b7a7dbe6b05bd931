import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { test } from "node:test"
import { Context, Push, Router } from "zmq-napi"
import { Child } from "../support/child"
import { TemporaryFolder } from "../support/temporary-folder"
import { timeLimit } from "../support/waiting"
import { program } from "./command"

/** util-linux's script, which every Linux has, gives a command a pseudo-terminal. */
const skip = spawnSync("script", ["--version"]).status !== 0 && "script of util-linux is not installed"

/** A command in a terminal: its standard output and error come together, with what a terminal would show. */
class InTerminal extends Child {
  constructor(parameters: string[], env: NodeJS.ProcessEnv = {}) {
    const line = [process.execPath, program, ...parameters].map((word) => `'${word}'`).join(" ")
    super("script", ["--quiet", "--return", "--command", line, "/dev/null"], {
      stdin: "pipe",
      env: { TERM: "xterm", NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
    })
  }
}

test("a terminal has colours, and messages cannot control it", { skip }, async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using push = new Push({ context })
  await push.bind(folder.ipc("feed"))
  await using pull = new InTerminal(["pull", "-c", folder.ipc("feed"), "-n", "1"])
  await push.send(["topic", "\x1b]0;title\x07"], timeLimit)
  await pull.exited()
  assert.deepEqual(
    pull.lines.map((line) => line.trimEnd()),
    ["\x1b[36mtopic\x1b[0m\t\\x1b]0;title\\x07"],
  )
})

test("a terminal has no colours with NO_COLOR", { skip }, async () => {
  await using context = new Context()
  using router = new Router({ context })
  await router.bind("tcp://127.0.0.1:*")
  for (const [env, expected] of [
    [{}, /.\[32mhandshake.\[0m tcp:/],
    [{ NO_COLOR: "1" }, /\d handshake tcp:/],
  ] as const) {
    await using monitor = new InTerminal(["monitor", "-c", router.lastEndpoint!, "--until", "handshake"], env)
    await monitor.exited()
    assert.match(monitor.lines.join("\n"), expected)
  }
})

test("in a terminal, a command says how its input ends; Ctrl-D ends it, Ctrl-C the command", { skip }, async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using router = new Router({ context })
  await router.bind(folder.ipc("hub"))
  await using push = new InTerminal(["dealer", "-c", folder.ipc("hub")])
  await push.printed(/Type a message on each line\. Ctrl-D ends the input, Ctrl-C the command\./)
  await push.write("hello\n")
  const [id, message] = await router.receive(timeLimit)
  assert.equal(String(message), "hello")
  await push.write("\x04")
  await router.send([id!, "answer"])
  await push.printed(/^answer/)
  await push.write("\x03")
  // script shows an end by a signal as a shell does.
  assert.equal((await push.ended).code, 130)
})

test("in a terminal, a proxy shows its traffic as it goes, on one line", { skip }, async () => {
  using folder = new TemporaryFolder()
  await using proxy = new InTerminal(["proxy", "--frontend-bind", folder.ipc("a"), "--backend-bind", folder.ipc("b")])
  await proxy.stdoutMatches(/\rfrontend to backend: 0 messages, 0 B, 0 \/s · backend to frontend: .*.\[K\r/)
  await proxy.write("\x03")
  assert.equal((await proxy.ended).code, 130)
})

test("in a terminal, bench shows its progress", { skip }, async () => {
  await using bench = new InTerminal(["bench", "--rounds", "1", "--count", "50", "--only", "latency"])
  const { code, stdout } = await bench.ended
  assert.equal(code, 0, stdout)
  assert.match(stdout, / {2}0 %.* REQ to REP and back, 16 B: zmq-napi/)
  assert.match(stdout, /\r.\[K.*REQ to REP and back, 16 B \(time: less is better\)/)
})
