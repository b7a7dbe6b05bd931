#!/usr/bin/env node
// npm run test:libzmq -- [word...]: builds libzmq's own tests over the patched source and runs them: all, or those
// whose name contains one of the words.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { buildTarget } from "./compile/cmake.mjs"
import { libzmqOf } from "./patches/tree.mjs"
import { isVendored, unpack } from "./sources/unpack.mjs"
import { vendorAll, withTarball } from "./sources/vendor.mjs"
import { explain, UserError } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const place = path.join(root, "build", "libzmq-tests")
const source = path.join(place, "libzmq")

// Left out unless it is named.
const leftOut = {
  test_filter_ipc:
    "it sends to a server that has rejected it, and may have noticed that: it fails over libzmq without patches, too",
}

try {
  await vendorAll({ root })
  // The whole source: the vendored one lacks the tests.
  const pin = { ...libzmqOf(root), keep: ["."] }
  fs.mkdirSync(place, { recursive: true })
  if (!isVendored(pin, source))
    await withTarball(pin, place, (tarball, scratch) => unpack(tarball, pin, scratch, source))
  const folder = buildTarget({
    root,
    definitions: ["-DZMQ_NAPI_LTO=OFF", "-DZMQ_NAPI_LIBZMQ_TESTS=ON", `-DZMQ_NAPI_LIBZMQ=${source}`],
    libraries: {},
    target: "libzmq_tests",
    product: "libzmq",
  })
  const parameters = ["--test-dir", folder, "--output-on-failure", "--parallel", String(os.availableParallelism())]
  const { positionals: words } = parseArgs({ allowPositionals: true })
  const chosen =
    words.length > 0 ? ["--tests-regex", words.join("|")] : ["--exclude-regex", `^(${Object.keys(leftOut).join("|")})$`]
  const { status } = spawnSync("ctest", [...parameters, ...chosen], { stdio: "inherit" })
  if (words.length === 0)
    for (const [name, reason] of Object.entries(leftOut)) console.log(`Left out: ${name}: ${reason}`)
  if (status !== 0) throw new UserError("Tests of libzmq failed; see above.")
} catch (error) {
  explain(error)
}
