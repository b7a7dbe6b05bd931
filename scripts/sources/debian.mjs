import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"

/** @import { Pin } from "./pins.mjs" */

/** @typedef {{ uri: string, signedBy: string | undefined }} Mirror */

const configuration = "/etc/apt"

/**
 * Debian's source packages hold upstream's tarballs byte for byte, and its mirrors can often be reached where upstream
 * cannot. apt uses lists, state and cache of its own here, so that nothing of the machine changes.
 * @param {Pin} pin
 * @param {string} scratch
 */
export function fetchFromDebian(pin, scratch) {
  if (spawnSync("apt-get", ["--version"]).status !== 0) throw new UserError("apt-get is not there")
  const mirrors = findMirrors()
  if (mirrors.length === 0) throw new UserError(`no Debian mirror is configured in ${configuration}`)
  const { source, suite } = pin.debian
  const options = prepareApt(scratch, mirrors, suite)
  apt([...options, "update"], scratch)
  apt([...options, "source", "--download-only", "--tar-only", source], scratch)
  const file = path.join(scratch, pin.debianArchive)
  if (!fs.existsSync(file)) {
    const found = fs.readdirSync(scratch).filter((name) => name.includes(".tar."))
    throw new UserError(`${suite} has another version of ${source} now: ${found.join(", ")}`)
  }
  return file
}

/**
 * @param {string} scratch
 * @param {Mirror[]} mirrors
 * @param {string} suite
 */
function prepareApt(scratch, mirrors, suite) {
  const state = path.join(scratch, "apt")
  for (const folder of ["parts", "lists/partial", "cache/archives/partial"]) {
    fs.mkdirSync(path.join(state, folder), { recursive: true })
  }
  const stanzas = mirrors.map(({ uri, signedBy }) =>
    ["Types: deb-src", `URIs: ${uri}`, `Suites: ${suite}`, "Components: main", signedBy && `Signed-By: ${signedBy}`]
      .filter(Boolean)
      .join("\n"),
  )
  fs.writeFileSync(path.join(state, "parts", "debian.sources"), `${stanzas.join("\n\n")}\n`)
  const settings = {
    "Dir::Etc::SourceList": "/dev/null",
    "Dir::Etc::SourceParts": path.join(state, "parts"),
    "Dir::State::Lists": path.join(state, "lists"),
    "Dir::State::Status": "/dev/null",
    "Dir::Cache": path.join(state, "cache"),
    // Root's apt would hand the download to a user who cannot write here.
    "APT::Sandbox::User": "root",
    // A mirror may lag behind: the pinned sum decides anyway.
    "Acquire::Check-Valid-Until": "false",
    "Acquire::http::Timeout": "60",
    "Acquire::Retries": "2",
  }
  return ["-q", ...Object.entries(settings).flatMap(([key, value]) => ["-o", `${key}=${value}`])]
}

/**
 * @param {string[]} parameters
 * @param {string} cwd
 */
function apt(parameters, cwd) {
  const { error, status, stdout, stderr } = spawnSync("apt-get", parameters, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  })
  if (error || status !== 0) {
    const action = parameters.find((word) => word === "update" || word === "source")
    throw new UserError(`apt-get ${action} failed: ${error?.message ?? (stderr.trim() || stdout.trim())}`)
  }
}

/**
 * The mirrors of the release that this machine runs, from both formats of apt's lists. Archives of security updates and
 * of third parties have other suites.
 * @returns {Mirror[]}
 */
export function findMirrors(folder = configuration, release = readRelease()) {
  const parts = path.join(folder, "sources.list.d")
  const files = fs.existsSync(parts) ? fs.readdirSync(parts).map((name) => path.join(parts, name)) : []
  const main = path.join(folder, "sources.list")
  if (fs.existsSync(main)) files.unshift(main)
  const sources = files.flatMap((file) => {
    const text = fs.readFileSync(file, "utf8").replace(/^\s*#.*\n?/gm, "")
    if (file.endsWith(".sources")) return parseStanzas(text)
    return /\.list$/.test(file) ? parseLines(text) : []
  })
  const suites = [release ?? "", "stable", "testing", "unstable", "sid"]
  const found = sources.filter((source) => source.suites.some((suite) => suites.includes(suite)))
  return [...new Map(found.map(({ uri, signedBy }) => [uri, { uri, signedBy }])).values()]
}

function readRelease() {
  try {
    return fs.readFileSync("/etc/os-release", "utf8").match(/^VERSION_CODENAME=(\S+)/m)?.[1]
  } catch {
    return undefined
  }
}

/** @param {string} text */
function parseStanzas(text) {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    /** @param {string} name */
    const field = (name) => stanza.match(new RegExp(`^${name}:[ \\t]*(.*(?:\\n[ \\t].*)*)`, "im"))?.[1]?.trim()
    if (/^no$/i.test(field("Enabled") ?? "")) return []
    const uris = field("URIs")?.split(/\s+/) ?? []
    return uris.map((uri) => ({ uri, suites: field("Suites")?.split(/\s+/) ?? [], signedBy: field("Signed-By") }))
  })
}

/** @param {string} text */
function parseLines(text) {
  const lines = text.matchAll(/^deb(?:-src)?\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)/gm)
  return [...lines].map(([, options, uri = "", suite = ""]) => ({
    uri,
    suites: [suite],
    signedBy: options?.match(/signed-by=(\S+)/)?.[1],
  }))
}
