import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { test } from "node:test"
import { at } from "../support/elements"
import { repository } from "../support/repository"

const skip = process.platform === "linux" ? false : "reads ELF files"

const addon: string = require("node-gyp-build").path(repository)

function inspect(command: string, ...options: string[]): string {
  return execFileSync(command, [...options, addon], { encoding: "utf8" })
}

test("only Node-API's entry points are visible, so that another libzmq in the process does no harm", { skip }, () => {
  const names = inspect("nm", "--dynamic", "--defined-only", "--format=just-symbols").trim().split("\n").sort()
  assert.deepEqual(names, ["napi_register_module_v1", "node_api_module_get_api_version_v1"])
})

test("the addon needs no library but the C library's own: no libstdc++, libsodium, libuv", { skip }, () => {
  const needed = [...inspect("readelf", "--dynamic").matchAll(/\(NEEDED\).*\[(.*)\]/g)].map((match) => at(match, 1))
  for (const library of needed)
    assert.match(library, /^(libc|libm|libdl|librt|libpthread|ld-linux[^.]*|ld-musl[^.]*)\.so/)
})

test("the addon stays mapped when a worker thread that loaded it ends", { skip }, () => {
  assert.match(inspect("readelf", "--dynamic"), /NODELETE/)
})

test("no undefined symbol is libuv's: it is resolved at run time, where there is one", { skip }, () => {
  assert.doesNotMatch(inspect("nm", "--dynamic", "--undefined-only"), /\buv_/)
})
