import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { muslSystem } from "./musl.mjs"
import { copyInto, debianRoot, runtimes } from "./prepare.mjs"

/**
 * @import { Target } from "../prebuild/targets.mjs"
 * @import { Run } from "./run.mjs"
 */

const versions = JSON.parse(fs.readFileSync(new URL("package.json", import.meta.url), "utf8")).dependencies

/**
 * How the target is run on this machine, in the folder that has the package.
 * @param {string} root
 * @param {Target} target
 * @param {string} folder
 * @returns {Run[]}
 */
export function runsOf(root, target, folder) {
  switch (target.name) {
    case "linux-x64-glibc":
      return [...["20", "22", "24", "26"].map((major) => onNode(major, folder)), onDebian11(folder)]
    case "linux-arm64-glibc":
      return [byQemu("aarch64", "arm64", "aarch64-linux-gnu", "libc6-arm64-cross libstdc++6-arm64-cross", folder)]
    case "linux-arm-glibc":
      return [byQemu("arm", "armv7", "arm-linux-gnueabihf", "libc6-armhf-cross libstdc++6-armhf-cross", folder)]
    case "linux-x64-musl":
    case "linux-arm64-musl":
      return [onMusl(root, target, folder)]
    case "win32-x64":
      return ["node.exe", "another-name.exe"].map((program) => byWine(program, folder))
    default:
      return [{ where: "Node on macOS", missing: "macOS runs on Apple's machines alone" }]
  }
}

/**
 * @param {string} major
 * @param {string} folder
 * @returns {Run}
 */
function onNode(major, folder) {
  const name = `node-${major}-x64`
  return {
    where: `Node ${versionOf(name)}`,
    missing: process.arch === "x64" ? undefined : "this machine is not an x64",
    start: () => ({ command: [nodeOf(name), "smoke.cjs"], cwd: folder }),
  }
}

/**
 * @param {string} folder
 * @returns {Run}
 */
function onDebian11(folder) {
  const name = "node-20-x64"
  const missing = lacks("debootstrap", "debootstrap") ?? (process.getuid?.() === 0 ? undefined : "chroot needs root")
  return {
    where: `Node ${versionOf(name)} on Debian 11 (glibc 2.31)`,
    missing,
    start() {
      const system = debianRoot("bullseye")
      const place = copyInto(system, folder, nodeOf(name))
      return { command: ["chroot", system, "sh", "-c", `cd ${place} && exec ./node smoke.cjs`], cwd: "/" }
    },
  }
}

/**
 * @param {string} processor qemu's name
 * @param {string} architecture Node's package's
 * @param {string} triple Debian's
 * @param {string} packages
 * @param {string} folder
 * @returns {Run}
 */
function byQemu(processor, architecture, triple, packages, folder) {
  const name = `node-20-${architecture}`
  const emulator = `qemu-${processor}-static`
  const libraries = `/usr/${triple}`
  const missing = lacks(emulator, "qemu-user-static") ?? lacksLibrary(triple, packages)
  return {
    where: `Node ${versionOf(name)} under qemu-user`,
    missing,
    start: () => ({ command: [emulator, "-L", libraries, nodeOf(name), "smoke.cjs"], cwd: folder }),
  }
}

/**
 * Node's program has another name in Electron, and in what is made of it.
 * @param {string} program
 * @param {string} folder
 * @returns {Run}
 */
function byWine(program, folder) {
  const name = "node-20-win32"
  return {
    where: `Node ${versionOf(name)} under wine as ${program}, in a folder with a non-ASCII name`,
    missing: lacks("wine", "wine"),
    start() {
      fs.copyFileSync(path.join(runtimes, name, "bin", "node.exe"), path.join(folder, program))
      return {
        command: ["wine", path.join(folder, program), "smoke.cjs"],
        cwd: folder,
        environment: {
          WINEPREFIX: path.join(os.tmpdir(), "zmq-napi-wine"),
          WINEDEBUG: "-all",
          // wine calls itself an older version of Windows than Node wants.
          NODE_SKIP_PLATFORM_CHECK: "1",
        },
      }
    },
  }
}

/**
 * @param {string} root
 * @param {Target} target
 * @param {string} folder
 * @returns {Run}
 */
function onMusl(root, target, folder) {
  const name = `bun-musl-${target.arch}`
  const emulator = target.arch === "arm64" ? ["qemu-aarch64-static"] : []
  const missing =
    lacks("debootstrap", "debootstrap") ??
    (emulator[0] &&
      (lacks(emulator[0], "qemu-user-static") ?? lacksLibrary("aarch64-linux-gnu", "libstdc++6-arm64-cross")))
  return {
    where: `Bun ${versionOf(name)} for musl, on musl 1.2.2 without /etc/alpine-release${emulator[0] ? ", under qemu-user" : ""}`,
    missing,
    start() {
      const { loader, environment } = muslSystem(root, target)
      return {
        command: [...emulator, loader, path.join(runtimes, name, "bin", "bun"), "smoke.cjs"],
        cwd: folder,
        environment,
      }
    },
  }
}

/** @param {string} name */
function nodeOf(name) {
  return path.join(runtimes, name, "bin", "node")
}

/** @param {string} name */
function versionOf(name) {
  return versions[name].split("@").at(-1)
}

/**
 * @param {string} command
 * @param {string} packages
 */
function lacks(command, packages) {
  return spawnSync("which", [command]).status === 0 ? undefined : needs(packages)
}

/**
 * @param {string} triple
 * @param {string} packages
 */
function lacksLibrary(triple, packages) {
  return fs.existsSync(path.join("/usr", triple, "lib", "libstdc++.so.6")) ? undefined : needs(packages)
}

/** @param {string} packages */
function needs(packages) {
  return `apt-get install ${packages}`
}
