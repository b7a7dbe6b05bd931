import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { test } from "node:test"
import { Context, Pull, Push, Reply } from "zmq-napi"
import { TemporaryFolder } from "../support/temporary-folder"
import { timeLimit } from "../support/waiting"
import { Command, Pipeline, program } from "./command"

const wrong: [what: string, parameters: string[], message: RegExp][] = [
  ["an unknown command", ["pul"], /^zmq-napi: unknown command 'pul'\n\(Did you mean one of pub, pull\?\)/],
  [
    "an unknown option",
    ["pull", "--bound", "x"],
    /^zmq-napi pull: unknown option '--bound'\n\(Did you mean one of --bind/,
  ],
  ["no endpoint", ["pull"], /^zmq-napi pull: Give it an endpoint: --bind or --connect\n$/],
  ["an unknown format", ["pull", "-b", "inproc://x", "-f", "xml"], /'xml' is invalid. Allowed choices are text, json/],
  ["a count of 0", ["pull", "-b", "inproc://x", "-n", "0"], /It must be a whole number of at least 1\./],
  ["a time that is none", ["pull", "-b", "inproc://x", "--timeout", "soon"], /It must be a time, such as 500ms/],
  ["an address that is none", ["pull", "-b", "tcp:/x"], /^zmq-napi pull: .*tcp:\/x.*\(EINVAL\)\n$/s],
  ["a transport that is none", ["push", "-c", "smtp://x", "-m", "x"], /EPROTONOSUPPORT/],
  [
    "an unknown option of the socket",
    ["pull", "-b", "inproc://x", "-o", "reciveTimeout=1"],
    /did you mean "receiveTimeout"/,
  ],
  [
    "an option of another socket",
    ["pull", "-b", "inproc://x", "-o", "sendHighWaterMark=1"],
    /no option "sendHighWaterMark"/,
  ],
  [
    "a value that is too large",
    ["pull", "-b", "inproc://x", "-o", "backlog=-1"],
    /"backlog" must be an integer.*ERR_OUT_OF_RANGE/,
  ],
  ["--repeat without a message", ["push", "-b", "inproc://x", "--repeat"], /--repeat needs --message/],
]

for (const [what, parameters, message] of wrong) {
  test(`${what} is an error in plain words, with exit code 1`, async () => {
    await using command = new Command(parameters)
    assert.equal(await command.fails(1, message), "")
  })
}

test("an address in use is reported with its code", async () => {
  await using context = new Context()
  using pull = new Pull({ context })
  await pull.bind("tcp://127.0.0.1:*")
  await using command = new Command(["pull", "-b", pull.lastEndpoint!])
  await command.fails(1, /^zmq-napi pull: Address already in use: tcp:\/\/127\.0\.0\.1:\d+ \(EADDRINUSE\)\n$/)
})

const late: [what: string, parameters: (address: string) => string[], message: RegExp][] = [
  [
    "no message comes",
    (address) => ["pull", "-b", address, "--timeout", "50ms"],
    /No message arrived within 50 ms \(EAGAIN\)/,
  ],
  [
    "no peer takes a message",
    (address) => ["push", "-b", address, "--timeout", "50", "-m", "x"],
    /could not be sent within 50 ms/,
  ],
  [
    "no reply comes",
    (address) => ["req", "-c", address, "--timeout", "50", "-m", "x"],
    // The request is dropped, without a wait for it.
    /^zmq-napi req: No message arrived within 50 ms \(EAGAIN\)\n$/,
  ],
  [
    "no subscriber comes",
    (address) => ["pub", "-b", address, "--timeout", "50", "--peers", "1"],
    /0 of 1 peers came within 50 ms/,
  ],
  [
    "messages cannot leave",
    (address) => ["push", "-c", address, "-m", "x", "--linger", "50"],
    /Messages did not leave within 50 ms/,
  ],
]

for (const [what, parameters, message] of late) {
  test(`a time-out is exit code 2: ${what}`, async () => {
    using folder = new TemporaryFolder()
    await using command = new Command(parameters(folder.ipc("nobody")))
    assert.equal(await command.fails(2, message), "")
  })
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} ends a command that waits, without a word, as a shell expects`, async () => {
    using folder = new TemporaryFolder()
    await using pull = new Command(["pull", "-b", folder.ipc("feed"), "-v"])
    await pull.stderrMatches(/^bind ipc/m)
    pull.kill(signal)
    const { signal: by, stdout } = await pull.ended
    assert.deepEqual([by, stdout], [signal, ""])
  })
}

test("SIGTERM lets sent messages leave", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  writeFileSync(folder.file("one"), "content")
  const lines = `${folder.file("one")}\n${folder.file("none")}\n`
  await using push = await Command.withInput(["push", "-c", folder.ipc("feed"), "-f", "file"], lines)
  // A file that does not exist: the line before it has been sent.
  await push.stderrMatches(/Line 2 of the input cannot be sent/)
  push.kill("SIGTERM")
  using pull = new Pull({ context })
  await pull.bind(folder.ipc("feed"))
  assert.equal(String(await pull.receive(timeLimit)), "content")
  assert.equal((await push.ended).signal, "SIGTERM")
})

test("a second signal ends a command that waits for its messages to leave", async () => {
  using folder = new TemporaryFolder()
  await using push = new Command(["push", "-c", folder.ipc("nobody"), "-m", "x", "--linger", "-1"])
  await push.stderrMatches(/Waiting for messages to leave/)
  push.kill("SIGINT")
  // Two signals at once may arrive as one.
  await push.stderrMatches(/Waiting .*; a second signal ends this/)
  push.kill("SIGINT")
  assert.equal((await push.ended).signal, "SIGINT")
})

test("a reader that goes ends the command quietly", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using push = new Push({ context, linger: 0 })
  await push.bind(folder.ipc("feed"))
  await using shell = new Pipeline(`$zmq_napi pull -c ${folder.ipc("feed")} | head -n 1`)
  const sending = (async () => {
    for (;;) await push.send("line")
  })().catch(() => "closed")
  assert.deepEqual(await shell.exited(), ["line", "status 0"])
  push.close()
  assert.equal(await sending, "closed")
})

test("a command's help that nobody reads is no error", () => {
  const shell = `"${process.execPath}" "${program}" pull --help | true`
  const { status, stderr } = spawnSync("sh", ["-c", shell], { encoding: "utf8" })
  assert.deepEqual([status, stderr], [0, ""])
})

test("an output that is full is an error", { skip: process.platform !== "linux" }, async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using reply = new Reply({ context })
  await reply.bind(folder.ipc("service"))
  await using command = new Pipeline(`$zmq_napi req -c ${folder.ipc("service")} -m x > /dev/full`)
  await reply.send(await reply.receive(timeLimit))
  const { stdout, stderr } = await command.ended
  assert.match(stderr, /^zmq-napi req: .*ENOSPC/)
  assert.equal(stdout, "status 1\n")
})
