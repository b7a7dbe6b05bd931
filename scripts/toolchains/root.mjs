import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { findMirrors } from "../sources/debian.mjs"
import { UserError } from "../user-error.mjs"

/** The folder of the roots: ZMQ_NAPI_TOOLCHAINS, or one in the user's cache. Each root has 0.7 to 1.5 GB. */
export function cacheFolder() {
  const cache = process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache")
  return path.resolve(process.env.ZMQ_NAPI_TOOLCHAINS || path.join(cache, "zmq-napi", "toolchains"))
}

/** Throws an error that names what a run needs of this machine. */
export function checkMachine() {
  if (process.platform !== "linux") throw new UserError("The toolchains are those of Debian: run this on Linux.")
  if (process.getuid?.() !== 0) throw new UserError("Only root can make roots by debootstrap and run programs in them.")
  const tools = { debootstrap: "debootstrap", unshare: "util-linux", ip: "iproute2", tar: "tar" }
  const missing = Object.entries(tools).filter(([tool]) => spawnSync("which", [tool]).status !== 0)
  if (missing.length === 0) return
  throw new UserError(`Missing here: run apt-get install ${missing.map(([, name]) => name).join(" ")}`)
}

/**
 * A root of the suite with the packages, from the cache if it has it. One that was begun and not finished, or that has
 * other packages, is made anew.
 * @param {string} suite
 * @param {string[]} packages
 */
export function prepareRoot(suite, packages) {
  const root = path.join(cacheFolder(), suite)
  // Written last, so that it shows a complete root.
  const stamp = path.join(root, "etc", "zmq-napi-packages")
  const wanted = `${packages.join(" ")}\n`
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted) return root
  const [mirror] = findMirrors()
  if (mirror === undefined) throw new UserError("No Debian mirror is configured in /etc/apt.")
  fs.rmSync(root, { recursive: true, force: true })
  fs.mkdirSync(path.dirname(root), { recursive: true })
  const parameters = ["--variant=minbase", `--include=${packages.join(",")}`, suite, root, mirror.uri]
  const { status, stdout } = spawnSync("debootstrap", parameters, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new UserError(`debootstrap ${suite} failed:\n${stdout.split("\n").slice(-20).join("\n")}`)
  if (!packages.includes("nodejs")) fs.copyFileSync(process.execPath, path.join(root, "usr", "bin", "node"))
  fs.rmSync(path.join(root, "var", "cache", "apt"), { recursive: true })
  fs.writeFileSync(stamp, wanted)
  return root
}

/**
 * Runs a line of shell in the root, in a network that has a loopback interface and nothing else, and returns its exit
 * code and output.
 * @param {string} root
 * @param {string} line
 * @param {NodeJS.ProcessEnv} [environment] all that it has, beside PATH and HOME
 */
export function runInRoot(root, line, environment) {
  const setUp = 'ip link set lo up && mount -t proc proc "$0/proc" && exec chroot "$0" sh -c "$1"'
  const parameters = ["--net", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", setUp, root, line]
  const { status, stdout, stderr, error } = spawnSync("unshare", parameters, {
    encoding: "utf8",
    env: { PATH: "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", LC_ALL: "C.UTF-8", ...environment },
    maxBuffer: 2 ** 26,
  })
  if (error) throw new UserError(`unshare could not be started: ${error.message}`)
  return { status, output: stdout + stderr }
}
