import assert from "node:assert/strict"
import { test } from "node:test"
import { capability, libzmqPatches, version } from "zmq-napi"
import { repository } from "../support/repository"
import { Command } from "./command"

/** The addon that this process has loaded: in prebuilds/ after a command that packs the package, else in build/Release. */
const addon = Object.keys(require.cache).find((file) => file.startsWith(repository) && file.endsWith(".node"))!
const manifest = require("zmq-napi/package.json") as { version: string }

test("info --json says what runs, and where it came from", async () => {
  await using info = new Command(["info", "--json"])
  const facts = JSON.parse((await info.exited()).join("\n"))
  assert.equal(facts.version, manifest.version)
  assert.deepEqual(facts.libzmq.patches, { ...libzmqPatches })
  assert.equal(facts.libzmq.version, version)
  assert.deepEqual([...facts.libzmq.capabilities, ...facts.libzmq.without].sort(), Object.keys(capability).sort())
  for (const name of facts.libzmq.capabilities) assert.equal(capability[name as "curve"], true)
  assert.deepEqual(facts.addon, {
    file: addon,
    origin: addon.includes("prebuilds") ? "prebuilt, of the package" : "built on this machine",
  })
  assert.equal(facts.package, repository)
  assert.deepEqual([facts.platform.system, facts.platform.architecture], [process.platform, process.arch])
  assert.equal(facts.runtime.node, process.versions.node)
})

test("info for people has the same, a line for each fact", async () => {
  await using info = new Command(["info"], { env: { ZMQ_NAPI_ADDON: addon, ZMQ_NAPI_PLAIN_PASSWORD: "secret" } })
  const text = (await info.exited()).join("\n")
  assert.match(text, new RegExp(`^zmq-napi +${manifest.version}$`, "m"))
  assert.match(
    text,
    new RegExp(`^libzmq +${version}, with ${libzmqPatches.count} patches \\(sha256 ${libzmqPatches.digest}\\)$`, "m"),
  )
  assert.match(text, /^addon .*zmq_napi.*\.node \(named by ZMQ_NAPI_ADDON\)$/m)
  if (process.platform === "linux") assert.match(text, /^C library +(glibc \d|musl)/m)
  assert.match(text, /^ZMQ_NAPI_PLAIN_PASSWORD +\(set\)$/m)
  assert.doesNotMatch(text, /secret/)
})

test("info without an addon prints the rest, and says why", async () => {
  await using info = new Command(["info"], { env: { ZMQ_NAPI_ADDON: "/nowhere.node" } })
  const stdout = await info.fails(1, /^zmq-napi info: The native addon of zmq-napi was not found: .*ZMQ_NAPI_ADDON/s)
  assert.match(stdout, /^libzmq +not loaded$/m)
  assert.match(stdout, /^platform /m)
})

test("help, version and completions need no addon", async () => {
  const env = { ZMQ_NAPI_ADDON: "/nowhere.node" }
  for (const parameters of [["--help"], ["help", "pub"], ["--version"], ["completion", "bash"]]) {
    await using command = new Command(parameters, { env })
    assert.ok((await command.exited()).length > 0)
  }
})
