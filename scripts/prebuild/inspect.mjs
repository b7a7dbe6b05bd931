import { spawnSync } from "node:child_process"
import fs from "node:fs"
import { UserError } from "../user-error.mjs"

/** @import { Target } from "./targets.mjs" */

/**
 * What the file itself says.
 * @typedef {object} Facts
 * @property {string} format its container and its processor
 * @property {string[]} exported
 * @property {string[]} needed shared libraries
 * @property {string} glibc the newest version of glibc's symbols that it needs, such as "2.17"; "" if none
 * @property {boolean} stripped
 */

const formats = {
  "linux x64": "ELF x86-64",
  "linux arm64": "ELF AArch64",
  "linux arm": "ELF ARM",
  "win32 x64": "PE x86-64",
  "darwin x64": "Mach-O x86-64",
  "darwin arm64": "Mach-O AArch64",
}
const machines = new Map([
  [0x3e, "x86-64"],
  [0xb7, "AArch64"],
  [0x28, "ARM"],
  [0x8664, "x86-64"],
  [0x01000007, "x86-64"],
  [0x0100000c, "AArch64"],
])

// What Node calls. (MinGW and Apple's linker export the same.)
const entryPoints = ["napi_register_module_v1", "node_api_module_get_api_version_v1"]
// The C library in all its parts; nothing of the C++ library, of the compiler's run time, of another libzmq.
const systemLibraries = {
  glibc: /^(?:lib(?:c|m|dl|rt|pthread)\.so\.\d+|ld-linux[-\w]*\.so\.\d+)$/,
  musl: /^libc\.so$/,
  win32:
    /^(?:kernel32|msvcrt|advapi32|ws2_32|iphlpapi|rpcrt4|user32|bcrypt|ntdll|api-ms-win-crt-[\w-]+)\.dll$|^node\.exe$/i,
  darwin: /^\/usr\/lib\/lib(?:System\.B|c\+\+\.1)\.dylib$/,
}

/**
 * Throws an error that names all that is wrong with the target's file; returns what was found.
 * @param {Target} target
 * @param {string} file
 */
export function verify(target, file) {
  const facts = inspect(file)
  const faults = faultsOf(target, facts)
  if (faults.length > 0) throw new UserError(`${file} is not fit for ${target.name}:\n  ${faults.join("\n  ")}`)
  return facts
}

/**
 * @param {Target} target
 * @param {Facts} facts
 */
export function faultsOf(target, facts) {
  const { format, exported, needed, glibc, stripped } = facts
  const faults = []
  const expected = formats[/** @type {keyof typeof formats} */ (`${target.platform} ${target.arch}`)]
  if (format !== expected) faults.push(`is ${format}, not ${expected}`)
  const surplus = exported.filter((name) => !entryPoints.includes(name))
  if (surplus.length > 0) faults.push(`exports ${surplus.join(", ")}`)
  const missing = entryPoints.filter((name) => !exported.includes(name))
  if (missing.length > 0) faults.push(`does not export ${missing.join(", ")}`)
  const allowed = systemLibraries[target.platform === "linux" ? (target.libc ?? "glibc") : target.platform]
  const foreign = needed.filter((name) => !allowed.test(name))
  if (foreign.length > 0) faults.push(`needs ${foreign.join(", ")}`)
  const floor = target.floor.match(/^glibc (\S+)/)?.[1] ?? ""
  if (compareVersions(glibc, floor) > 0) faults.push(`needs glibc ${glibc}${floor && `, newer than ${floor}`}`)
  if (!stripped) faults.push("has symbols that should have been stripped")
  return faults
}

/** @param {string} file @returns {Facts} */
export function inspect(file) {
  const format = formatOf(fs.readFileSync(file))
  if (format.startsWith("ELF")) return { format, ...inspectElf(file) }
  if (format.startsWith("PE")) return { format, ...inspectPe(file) }
  return { format, ...inspectMachO(file) }
}

/** @param {Buffer} bytes */
export function formatOf(bytes) {
  const machine = (/** @type {number} */ code) => machines.get(code) ?? `0x${code.toString(16)}`
  if (bytes.length < 64) return "no object file"
  if (bytes.toString("latin1", 0, 4) === "\x7fELF") return `ELF ${machine(bytes.readUInt16LE(18))}`
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return `Mach-O ${machine(bytes.readUInt32LE(4))}`
  const header = bytes.toString("latin1", 0, 2) === "MZ" ? bytes.readUInt32LE(60) : bytes.length
  if (header + 6 > bytes.length || bytes.readUInt32LE(header) !== 0x4550) return "no object file"
  return `PE ${machine(bytes.readUInt16LE(header + 4))}`
}

/** @param {string} file */
function inspectElf(file) {
  const symbols = output("readelf", ["--wide", "--dyn-syms", file])
  const sections = output("readelf", ["--wide", "--sections", file])
  const dynamic = output("readelf", ["--wide", "--dynamic", file])
  const versions = [...output("readelf", ["--wide", "--version-info", file]).matchAll(/\bGLIBC_(\d[\d.]*)/g)]
  return {
    exported: [...symbols.matchAll(/(?:GLOBAL|WEAK) +DEFAULT +\d+ (\w+)/g)].map(([, name = ""]) => name),
    needed: [...dynamic.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name = ""]) => name),
    glibc:
      versions
        .map(([, version = ""]) => version)
        .sort(compareVersions)
        .at(-1) ?? "",
    stripped: !/\.(?:symtab|debug_info)\b/.test(sections),
  }
}

/** @param {string} file */
function inspectPe(file) {
  const headers = output("x86_64-w64-mingw32-objdump", ["-p", file])
  const table = headers.split("[Ordinal/Name Pointer] Table").at(-1) ?? ""
  return {
    exported: [...table.matchAll(/^\s*\[ *\d+\] (?:\+base\[ *\d+\] +\w+ )?(\w+)$/gm)].map(([, name = ""]) => name),
    needed: [...headers.matchAll(/DLL Name: (\S+)/g)].map(([, name = ""]) => name),
    glibc: "",
    stripped: /Symbols\s+0\b|line numbers stripped|symbols stripped/i.test(headers),
  }
}

/** @param {string} file */
function inspectMachO(file) {
  const libraries = output("otool", ["-L", file]).split("\n").slice(1)
  const symbols = output("nm", ["-gU", file])
  return {
    exported: [...symbols.matchAll(/ [A-Z] _(\w+)$/gm)].map(([, name = ""]) => name),
    needed: libraries.map((line) => line.trim().split(" ")[0] ?? "").filter((name) => name && !name.endsWith(".node")),
    glibc: "",
    stripped: !/ N_?SO\b/.test(output("nm", ["-a", file])),
  }
}

/**
 * @param {string} command
 * @param {string[]} parameters
 */
function output(command, parameters) {
  const env = { ...process.env, LC_ALL: "C" }
  const { error, status, stdout } = spawnSync(command, parameters, { encoding: "utf8", env, maxBuffer: 1 << 28 })
  if (error || status !== 0) throw new UserError(`${command} failed: ${error?.message ?? status}; part of binutils`)
  return stdout
}

/**
 * @param {string} a versions such as "2.4" and "2.17"
 * @param {string} b
 */
function compareVersions(a, b) {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number))
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
