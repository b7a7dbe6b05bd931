// A bind to an ipc path takes the place of a socket that lies there, and of nothing else.

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, test } from "node:test"
import { Pull, Push } from "#lib/index"
import { freshPath } from "../support/endpoints"
import { patched } from "../support/patched"
import { timeLimit } from "../support/waiting"

const skip = (process.platform === "win32" && "files are told from sockets elsewhere alone") || patched.skip

const text = "what somebody needs"

function file(): string {
  const path = freshPath()
  writeFileSync(path, text)
  return path
}

function folder(): string {
  const path = freshPath()
  mkdirSync(path)
  return path
}

/** A socket that nobody listens at any more, as a process leaves it that has ended suddenly. */
function leftSocket(): string {
  const path = freshPath()
  const script = `require("node:net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))`
  assert.throws(() => execFileSync(process.execPath, ["-e", script, path]), { signal: "SIGKILL" })
  return path
}

function fifo(): string {
  const path = freshPath()
  execFileSync("mkfifo", [path])
  return path
}

function link(target: string): string {
  const path = freshPath()
  symlinkSync(target, path)
  return path
}

describe("a bind to an ipc path leaves alone", { skip }, () => {
  const cases: [string, () => string][] = [
    ["a file", file],
    ["a folder", folder],
    ["a fifo", fifo],
    ["a link to a file", () => link(file())],
    ["a link to a folder", () => link(folder())],
    ["a link to a socket", () => link(leftSocket())],
    ["a link to nothing", () => link(freshPath())],
  ]
  for (const [name, make] of cases) {
    test(name, async () => {
      const path = make()
      const before = lstatSync(path)
      using pull = new Pull()
      await assert.rejects(pull.bind(`ipc://${path}`), { code: "EADDRINUSE", address: `ipc://${path}` })
      const { ino, mode, mtimeMs } = lstatSync(path)
      assert.deepEqual({ ino, mode, mtimeMs }, { ino: before.ino, mode: before.mode, mtimeMs: before.mtimeMs })
    })
  }
})

describe("ipc", { skip }, () => {
  test("a bind whose path is too long leaves the file there alone", async () => {
    const long = join(folder(), "x".repeat(120))
    writeFileSync(long, text)
    using pull = new Pull()
    await assert.rejects(pull.bind(`ipc://${long}`), { code: "ENAMETOOLONG" })
    assert.equal(readFileSync(long, "utf8"), text)
  })

  test("a bind to an abstract name leaves the file of that name alone", {
    skip: process.platform !== "linux" && "abstract names are Linux's",
  }, async () => {
    const name = `@zmq-napi-${process.pid}`
    writeFileSync(name, text)
    try {
      using pull = new Pull()
      await pull.bind(`ipc://${name}`)
      assert.equal(readFileSync(name, "utf8"), text)
    } finally {
      rmSync(name)
    }
  })

  test("a bind takes the place of a socket that was left", async () => {
    const path = leftSocket()
    using pull = new Pull()
    using push = new Push()
    await pull.bind(`ipc://${path}`)
    push.connect(`ipc://${path}`)
    await push.send("hello")
    assert.equal(String((await pull.receive(timeLimit))[0]), "hello")
  })

  for (const end of ["unbind", "close"] as const) {
    test(`${end} leaves the file alone that took the place of its socket`, async () => {
      for (const wildcard of [false, true]) {
        const pull = new Pull()
        const closed = pull.observe({ events: ["close", "close:error"] })
        await pull.bind(wildcard ? "ipc://*" : `ipc://${freshPath()}`)
        const path = pull.lastEndpoint!.slice("ipc://".length)
        unlinkSync(path)
        writeFileSync(path, text)
        if (end === "unbind") await pull.unbind(pull.lastEndpoint!)
        else pull.close()
        await closed.receive(timeLimit)
        assert.equal(readFileSync(path, "utf8"), text)
        rmSync(wildcard ? dirname(path) : path, { recursive: true })
        pull.close()
      }
    })
  }
})
