import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { prepareToolchain, toolchainEnvironment } from "../prebuild/toolchains.mjs"
import { UserError } from "../user-error.mjs"
import { debianPackages } from "./prepare.mjs"

/** @import { Target } from "../prebuild/targets.mjs" */

const source = fileURLToPath(new URL("musl-shim.c", import.meta.url))
const libraries = { x64: "/usr/lib/x86_64-linux-gnu", arm64: "/usr/aarch64-linux-gnu/lib" }

/**
 * Makes a folder with musl's loader, and with what npm's Bun for musl needs: the C++ library for musl, which Debian has
 * not. musl's loader takes "libc.so.6" for itself, and so it loads Debian's C++ library for glibc, once musl-shim.c gives
 * that the few names that musl lacks. The addon has a C++ library of its own and sees nothing of this.
 *
 * The unwinder is Debian 11's: later ones ask glibc's loader for what no shim can answer.
 * @param {string} root
 * @param {Target} target
 */
export function muslSystem(root, target) {
  const folder = path.join(root, "build", "platforms", target.name)
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  const packages = debianPackages("bullseye", target.arch === "x64" ? "amd64" : target.arch, ["musl", "libgcc-s1"])
  const loader = find(packages, /^ld-musl-\w+\.so\.1$/)
  // The link leads to "libc.so" beside it, or to the library's own folder.
  fs.copyFileSync(find(packages, /^libc\.so$/), path.join(folder, path.basename(loader)))
  fs.copyFileSync(find(packages, /^libgcc_s\.so\.1$/), path.join(folder, "libgcc_s.so.1"))
  const standard = libraries[/** @type {keyof typeof libraries} */ (target.arch)]
  fs.copyFileSync(path.join(standard, "libstdc++.so.6"), path.join(folder, "libstdc++.so.6"))
  const shim = target.arch === "x64" ? "ld-linux-x86-64.so.2" : "ld-linux-aarch64.so.1"
  compileShim(root, target, path.join(folder, shim))
  const environment = { LD_LIBRARY_PATH: folder, LD_PRELOAD: path.join(folder, shim) }
  return { loader: path.join(folder, path.basename(loader)), environment }
}

/**
 * Under the name of glibc's loader, which the libraries may need.
 * @param {string} root
 * @param {Target} target
 * @param {string} file
 */
function compileShim(root, target, file) {
  prepareToolchain(root, target)
  const parameters = ["-target", target.triple, "-O2", "-s", "-shared", "-fPIC", "-o", file, source]
  const { status, stderr } = spawnSync(path.join(root, "build-cmake", "zig", "zig-cc"), parameters, {
    env: { ...process.env, ...toolchainEnvironment(root) },
    encoding: "utf8",
  })
  if (status !== 0) throw new UserError(`zig could not compile ${source}:\n${stderr}`)
}

/**
 * @param {string} folder
 * @param {RegExp} name
 */
function find(folder, name) {
  const files = fs.readdirSync(folder, { recursive: true }).map(String)
  const file = files.find((entry) => name.test(path.basename(entry)))
  if (file === undefined) throw new UserError(`Debian's packages in ${folder} have no file like ${name}`)
  return path.join(folder, file)
}
