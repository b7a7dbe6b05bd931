import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { prepareToolchain, toolchainEnvironment } from "../prebuild/toolchains.mjs"
import { UserError } from "../user-error.mjs"
import { debianRoot } from "./prepare.mjs"

/** @import { Target } from "../prebuild/targets.mjs" */

const shim = fileURLToPath(new URL("musl-shim.c", import.meta.url))

/**
 * npm has Bun for musl, which needs the C++ library for musl; Debian has none. musl's loader takes "libc.so.6" for
 * itself, and so it loads Debian's C++ library for glibc, once musl-shim.c gives that the few names that musl lacks. The
 * addon has a C++ library of its own and sees nothing of this. Returns the folder of the libraries.
 *
 * The unwinder is Debian 11's: later ones ask glibc's loader for what no shim can answer.
 * @param {string} root
 * @param {Target} target
 */
export function muslLibraries(root, target) {
  const folder = path.join(root, "build", "platforms", "musl")
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  const libraries = {
    "libstdc++.so.6": "/usr/lib/x86_64-linux-gnu",
    "libgcc_s.so.1": path.join(debianRoot("bullseye"), "lib", "x86_64-linux-gnu"),
  }
  for (const [name, from] of Object.entries(libraries)) {
    fs.copyFileSync(path.join(from, name), path.join(folder, name))
  }
  // Under the name of glibc's loader, which both libraries need.
  const parameters = ["-target", target.triple, "-O2", "-s", "-shared", "-fPIC", "-o", "ld-linux-x86-64.so.2", shim]
  prepareToolchain(root, target)
  const { status, stderr } = spawnSync(path.join(root, "build-cmake", "zig", "zig-cc"), parameters, {
    cwd: folder,
    env: { ...process.env, ...toolchainEnvironment(root) },
    encoding: "utf8",
  })
  if (status !== 0) throw new UserError(`zig could not compile ${shim}:\n${stderr}`)
  return folder
}
