// npm run test:toolchains -- [word...]: installs the packed tarball in roots that debootstrap makes, builds it there
// with the toolchain of each, without network, and uses it: all toolchains, or those whose name contains one of the
// words. The roots are kept in the folder that ZMQ_NAPI_TOOLCHAINS names. Fails on warnings too, and on anything that a
// build leaves beside the addon. Needs root, debootstrap and iproute2.
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { check } from "./toolchains/check.mjs"
import { makeConsumer } from "./toolchains/consumer.mjs"
import { checkMachine } from "./toolchains/root.mjs"
import { toolchains } from "./toolchains/toolchains.mjs"
import { explain, UserError } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const { positionals: words } = parseArgs({ allowPositionals: true })
const chosen = toolchains.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "zmq-napi-toolchains-"))

try {
  if (chosen.length === 0) throw new UserError(`There are ${toolchains.map(({ name }) => name).join(", ")}`)
  checkMachine()
  const consumer = makeConsumer(root, scratch)
  for (const toolchain of chosen) {
    const { faults, output, seconds, size, versions } = check(toolchain, consumer)
    const passed = faults.length === 0
    console.log(
      `${passed ? "passed" : "FAILED"}  ${toolchain.name} (${seconds.toFixed(0)} s, ${size} bytes): ${versions}`,
    )
    if (passed) continue
    console.log(`${output}\n${toolchain.name}:\n${faults.map((fault) => `  - ${fault}`).join("\n")}\n`)
    process.exitCode = 1
  }
} catch (error) {
  explain(error)
} finally {
  fs.rmSync(scratch, { recursive: true, force: true })
}
