import assert from "node:assert/strict"
import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { binding } from "#lib/addon/binding"
import { runScript } from "./support/child"
import { repository } from "./support/repository"

const names = [
  "AuthenticationError",
  "Authenticator",
  "Certificate",
  "Context",
  "Dealer",
  "MessageFormatError",
  "Observer",
  "Pair",
  "PartialSendError",
  "Poller",
  "ProtocolError",
  "Proxy",
  "ProxyError",
  "Publisher",
  "Pull",
  "Push",
  "Reply",
  "Request",
  "Router",
  "Socket",
  "SocketClosedError",
  "Stream",
  "Subscriber",
  "TimeoutError",
  "XPublisher",
  "XSubscriber",
  "ZmqError",
  "allocUnsafe",
  "capability",
  "context",
  "curveKeyPair",
  "curvePublicKey",
  "device",
  "isFree",
  "libzmqPatches",
  "propertiesOf",
  "version",
  "whenFree",
  "z85Decode",
  "z85Encode",
]

function required(): Record<string, unknown> {
  return require("zmq-napi")
}

async function imported(): Promise<Record<string, unknown>> {
  // Compiled as it stands: an import() of a CommonJS module loads the ES module entry.
  return await import("zmq-napi")
}

/** What an ES module's entry adds for those who ask for the CommonJS module behind it. */
const interop = ["default", "module.exports", "__esModule"]

test("the package exports its public names, and no others", () => {
  assert.deepEqual(Object.keys(required()).sort(), names)
})

test("exported classes have their public name, which errors and inspect show", () => {
  for (const [name, value] of Object.entries(required())) {
    if (typeof value === "function") assert.equal(value.name, name)
  }
})

test("the ES module entry exports the same names, and they are the same things", async () => {
  const commonjs = required()
  const esModule = await imported()
  assert.deepEqual(
    Object.keys(esModule)
      .filter((name) => !interop.includes(name))
      .sort(),
    names,
  )
  for (const name of names) assert.equal(esModule[name], commonjs[name], name)
})

test("an ES module imports each name", async () => {
  const program = `
    import { ${names.join(", ")} } from "zmq-napi"
    import * as all from "zmq-napi"
    const named = { ${names.join(", ")} }
    console.log(Object.keys(named).every((name) => named[name] === all[name] && named[name] !== undefined))`
  const stdout = await runScript(program, { module: true })
  assert.equal(stdout, "true\n")
})

const drafts = ["Channel", "Client", "Datagram", "Dish", "Gather", "Peer", "Radio", "Scatter", "Server"]

test("zmq-napi/draft exports the draft sockets, from the same load as everything else", async () => {
  const draft: Record<string, unknown> = require("zmq-napi/draft")
  assert.deepEqual(Object.keys(draft), drafts)
  const esModule: Record<string, unknown> = await import("zmq-napi/draft")
  const Socket = required().Socket as (new () => unknown) & { prototype: { close(): void } }
  for (const name of drafts) {
    const Type = draft[name] as new () => { close(): void }
    assert.equal(Type.name, name)
    assert.equal(esModule[name], Type)
    const socket = new Type()
    assert.ok(socket instanceof Socket)
    socket.close()
  }
  const program = `
    import { ${drafts.join(", ")} } from "zmq-napi/draft"
    console.log([${drafts.join(", ")}].map(({ name }) => name).join())`
  const stdout = await runScript(program, { module: true })
  assert.equal(stdout, `${drafts.join()}\n`)
})

test("zmq-napi/addon exports setAddonPath, the same for require() and import, and does not load the addon", async () => {
  const program = `
    import { createRequire } from "node:module"
    import addon, { setAddonPath } from "zmq-napi/addon"
    const required = createRequire(process.cwd() + "/program.js")("zmq-napi/addon")
    const loaded = process.report.getReport().sharedObjects.some((file) => file.includes("zmq_napi"))
    console.log(Object.keys(required).join(), required.setAddonPath === setAddonPath, addon === required, loaded)`
  assert.equal(await runScript(program, { module: true }), "setAddonPath true true false\n")
})

test("zmq-napi/v5-compat is another API over the same load", async () => {
  const program = `
    import { createRequire } from "node:module"
    import v5, { socket, Socket, ZMQ_SNDMORE } from "zmq-napi/v5-compat"
    import same from "zmq-napi/v5-compat.js"
    import * as zmq from "zmq-napi"
    const require = createRequire(process.cwd() + "/program.js")
    const required = require("zmq-napi/v5-compat")
    const files = Object.keys(require.cache).filter((file) => file.includes("/dist/")).map((file) => file.split("/").at(-1))
    const pull = new zmq.Pull()
    await pull.bind("inproc://shared-load")
    const push = socket("push")
    push.connect("inproc://shared-load").send("x")
    console.log(required === v5, same === v5, required.Socket === Socket, ZMQ_SNDMORE, Socket.name, String(await pull.receive()))
    console.log(files.sort().join())
    pull.close()
    push.close()`
  const stdout = await runScript(program, { module: true })
  const files = "core.js,v5-compat.js,zmq-napi-v5-compat.js,zmq-napi.js"
  assert.equal(stdout, `true true true 2 Socket x\n${files}\n`)
  const bundle = readFileSync(join(repository, "dist", "v5-compat.js"), "utf8")
  assert.ok(bundle.length < 50_000 && !bundle.includes("node-gyp-build"))
})

test("the default export is what require() gives, so that both see a replaced export", async () => {
  const program = `
    import { createRequire } from "node:module"
    import zmq, { Push } from "zmq-napi"
    import draft from "zmq-napi/draft"
    import same from "zmq-napi/draft.js"
    const require = createRequire(process.cwd() + "/program.js")
    console.log(zmq === require("zmq-napi"), zmq.Push === Push, draft === require("zmq-napi/draft"), draft === same)`
  const stdout = await runScript(program, { module: true })
  assert.equal(stdout, "true true true true\n")
  // This file is compiled to CommonJS, with the helpers of TypeScript: here the default is a property.
  for (const path of ["zmq-napi", "zmq-napi/draft", "zmq-napi/draft.js", "zmq-napi/v5-compat"]) {
    const { default: standard, __esModule: marked } = require(path)
    assert.equal(standard, require(path))
    assert.equal(marked, true)
  }
})

test("exports are plain properties, so that tests of programs can replace them", () => {
  for (const path of ["zmq-napi", "zmq-napi/draft", "zmq-napi/v5-compat"]) {
    const exports: Record<string, unknown> = require(path)
    for (const [name, { value, ...attributes }] of Object.entries(Object.getOwnPropertyDescriptors(exports))) {
      if (interop.includes(name)) continue
      assert.deepEqual(attributes, { writable: true, enumerable: true, configurable: true }, name)
      assert.notEqual(value, undefined)
    }
    const [name, original] = Object.entries(exports).find(([, value]) => typeof value === "function")!
    const fake = class {}
    exports[name] = fake
    assert.equal(require(path)[name], fake)
    exports[name] = original
  }
})

test("a replaced export changes nothing for the other entry", async () => {
  const program = `
    require("zmq-napi").Socket = class Fake {}
    const { Server } = require("zmq-napi/draft")
    console.log(Object.getPrototypeOf(Server).name)`
  assert.equal(await runScript(program), "Socket\n")
})

test("nothing else of the package can be imported, except its package.json", () => {
  for (const path of [
    "zmq-napi/dist/socket/socket.js",
    "zmq-napi/lib/index.ts",
    "zmq-napi/build/Release/zmq_napi.node",
  ]) {
    assert.throws(() => require(path), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" })
  }
  assert.equal(require("zmq-napi/package.json").name, "zmq-napi")
})

function sha256(data: Buffer | string): string {
  return createHash("sha256").update(data).digest("hex")
}

test("libzmqPatches identifies the series of patches of the linked libzmq", { skip: !binding.vendored }, () => {
  const { libzmqPatches } = required() as { libzmqPatches: { count: number; digest: string } }
  assert.equal(Object.isFrozen(libzmqPatches), true)
  const folder = join(repository, "native", "patches", "libzmq")
  const files = readdirSync(folder).sort()
  const lines = files.map((file) => `${sha256(readFileSync(join(folder, file)))}  ${file}\n`)
  assert.deepEqual(libzmqPatches, { count: files.length, digest: sha256(lines.join("")) })
})

test("version and capability describe the linked libzmq", () => {
  const { version, capability } = required() as { version: string; capability: Record<string, boolean> }
  assert.match(version, /^4\.\d+\.\d+$/)
  assert.equal(Object.isFrozen(capability), true)
  for (const name of ["ipc", "curve", "draft", "ws"]) assert.equal(capability[name], true, name)
  for (const name of ["wss", "vmci", "norm", "pgm", "gssapi"]) assert.equal(capability[name], false, name)
})
