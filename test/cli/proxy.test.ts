import assert from "node:assert/strict"
import { test } from "node:test"
import { Context, Subscriber } from "zmq-napi"
import { TemporaryFolder } from "../support/temporary-folder"
import { timeLimit } from "../support/waiting"
import { Command } from "./command"

test("proxy: a queue between req and rep, with its traffic at the end", async () => {
  using folder = new TemporaryFolder()
  const [front, back] = [folder.ipc("front"), folder.ipc("back")]
  await using proxy = new Command([
    "proxy",
    "--frontend-bind",
    front,
    "--backend-bind",
    back,
    "--statistics",
    "1h",
    "--json",
  ])
  await using rep = new Command(["rep", "-c", back, "--echo", "-n", "2"])
  await using req = new Command(["req", "-c", front, "-m", "one", "-m", "two"])
  assert.deepEqual(await req.exited(), ["one", "two"])
  await rep.exited()
  proxy.kill("SIGTERM")
  const { stdout, signal } = await proxy.ended
  const { frontEnd, backEnd } = JSON.parse(stdout)
  assert.deepEqual([frontEnd.messagesReceived, backEnd.messagesReceived, signal], [2, 2, "SIGTERM"])
})

test("proxy: a forwarder, whose subscriptions go the other way, and its capture", async () => {
  using folder = new TemporaryFolder()
  const [front, back, copies] = [folder.ipc("front"), folder.ipc("back"), folder.ipc("copies")]
  await using context = new Context()
  using capture = new Subscriber({ context })
  capture.connect(copies)
  capture.subscribe("news")
  const parameters = ["proxy", "--kind", "forwarder", "--frontend-bind", front, "--backend-bind", back]
  await using proxy = new Command([...parameters, "--capture", copies, "--statistics", "100ms"])
  await using pub = new Command(["pub", "-c", front, "--peers", "1", "-m", "news: x", "--repeat", "--rate", "20"])
  await using sub = new Command(["sub", "-c", back, "--topic", "news"])
  await sub.printedTimes(/^news: x$/, 2)
  // The subscriber goes on until the capture, too, has subscribed.
  assert.equal(String(await capture.receive(timeLimit)), "news: x")
  await proxy.printed(/frontend to backend: [1-9]\d* messages?, .* B, .*\/s · backend to frontend: [12] message/)
  sub.kill("SIGTERM")
  pub.kill("SIGTERM")
})

test("proxy: other types, with options for each side", async () => {
  using folder = new TemporaryFolder()
  const [front, back] = [folder.ipc("front"), folder.ipc("back")]
  await using push = new Command(["push", "-b", front, "-m", "work"])
  const sides = ["--frontend", "pull", "--frontend-connect", front, "--backend", "push", "--backend-connect", back]
  const options = ["--frontend-option", "receiveHighWaterMark=1", "--backend-option", "sendHighWaterMark=1"]
  await using pull = new Command(["pull", "-b", back, "-n", "1"])
  await using proxy = new Command(["proxy", ...sides, ...options])
  assert.deepEqual(await pull.exited(), ["work"])
  await push.exited()
  proxy.kill("SIGINT")
  const { signal, stdout, stderr } = await proxy.ended
  assert.deepEqual([signal, stdout, stderr], ["SIGINT", "", ""])
})

test("proxy: what cannot be is refused", async () => {
  const refused: [string[], RegExp][] = [
    [
      ["--frontend", "push", "--frontend-bind", "inproc://a", "--backend-bind", "inproc://b"],
      /between push and dealer/,
    ],
    [["--frontend-bind", "inproc://a"], /Give the backend an endpoint: --backend-bind or --backend-connect/],
    [["--frontend", "req"], /'req' is invalid/],
  ]
  for (const [parameters, message] of refused) {
    await using proxy = new Command(["proxy", ...parameters])
    await proxy.fails(1, message)
  }
})
