// The build option --system-libzmq: the addon over the libzmq that the system has. `npm run test:builds` builds it.
import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { test } from "node:test"
import { capability, Reply, Request, Router, version, ZmqError } from "#lib/index"
import { bindFresh } from "../support/endpoints"

const folder = process.env.ZMQ_NAPI_PREBUILD ?? ""
const skip = folder.includes("system-libzmq") ? false : "the addon has its own libzmq: see npm run test:builds"

function pkgConfig(...parameters: string[]): string {
  return execFileSync("pkg-config", [...parameters, "libzmq"], { encoding: "utf8" }).trim()
}

test("version and capability are those of the system's libzmq", { skip }, () => {
  assert.equal(version, pkgConfig("--modversion"))
  assert.equal(capability.draft, pkgConfig("--cflags").includes("ZMQ_BUILD_DRAFT_API"))
})

test("a request and its reply", { skip }, async () => {
  using reply = new Reply()
  using request = new Request()
  request.connect(await bindFresh(reply))
  await request.send(["hello", Buffer.alloc(100_000, "x")])
  assert.equal((await reply.receive()).length, 2)
  await reply.send("world")
  assert.equal(String(await request.receive()), "world")
})

test("without drafts, what needs them says so", { skip: skip || (capability.draft && "it has drafts") }, () => {
  using router = new Router()
  assert.throws(
    () => {
      router.routerNotify = ["connect"]
    },
    (error) => error instanceof ZmqError && /is a draft, and this libzmq .* without its draft API/.test(error.message),
  )
})
