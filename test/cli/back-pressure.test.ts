import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { test } from "node:test"
import { setTimeout } from "node:timers/promises"
import { Context, Pull, Push, TimeoutError } from "zmq-napi"
import { TemporaryFolder } from "../support/temporary-folder"
import { timeLimit } from "../support/waiting"
import { Command, program } from "./command"

const size = 100_000
// 100 MB: far more than the buffers of pipes and sockets, and high-water marks of 1 and 10 messages.
const count = 1000

test("push reads its input only as fast as the peer takes messages", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using pull = new Pull({ context, receiveHighWaterMark: 1 })
  await pull.bind(folder.ipc("feed"))
  await using push = new Command(["push", "-c", folder.ipc("feed"), "-o", "sendHighWaterMark=1"], { stdin: "pipe" })
  const line = `${"x".repeat(size - 1)}\n`
  const writing = (async () => {
    for (let written = 0; written < count; written++) await push.write(line)
    push.endInput()
    return "all written"
  })()
  await pull.receive(timeLimit)
  // Nothing tells that a command waits; if this is too short, the test shows less.
  assert.equal(await Promise.race([writing, setTimeout(500, "still writing")]), "still writing")
  for (let received = 1; received < count; received++) {
    const [message] = await pull.receive(timeLimit)
    assert.equal(message!.length, size - 1)
  }
  assert.equal(await writing, "all written")
  await push.exited()
})

test("pull leaves messages with their sender while its output is not read", {
  skip: process.platform !== "linux",
}, async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using push = new Push({ context, sendHighWaterMark: 10, linger: 0 })
  await push.bind(folder.ipc("feed"))
  const parameters = ["pull", "-c", folder.ipc("feed"), "-o", "receiveHighWaterMark=10", "-n", `${count}`]
  const pull = spawn(process.execPath, [program, ...parameters], { stdio: ["ignore", "pipe", "inherit"] })
  try {
    const line = Buffer.alloc(size - 1, "x")
    let sent = 0
    await assert.rejects(async () => {
      for (; sent < count; sent++) await push.send(line, { timeout: sent === 0 ? timeLimit.timeout : 2000 })
    }, TimeoutError)
    const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pull.pid}/status`, "utf8"))![1])
    assert.ok(kilobytes < 150_000, `${kilobytes} kB after ${sent} messages`)
    const ended = once(pull, "close")
    let bytes = 0
    pull.stdout.on("data", (data: Buffer) => {
      bytes += data.length
    })
    for (; sent < count; sent++) await push.send(line, timeLimit)
    assert.deepEqual([await ended, bytes], [[0, null], count * size])
  } finally {
    pull.kill("SIGKILL")
  }
})

test("a command whose output is not read still ends by SIGTERM", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using push = new Push({ context, linger: 0, sendHighWaterMark: 1 })
  await push.bind(folder.ipc("feed"))
  const pull = spawn(process.execPath, [program, "pull", "-c", folder.ipc("feed"), "-o", "receiveHighWaterMark=1"], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const ended = once(pull, "exit")
  await assert.rejects(async () => {
    for (let first = true; ; first = false)
      await push.send(Buffer.alloc(size), { timeout: first ? timeLimit.timeout : 1000 })
  }, TimeoutError)
  pull.kill("SIGTERM")
  assert.deepEqual(await ended, [null, "SIGTERM"])
})
