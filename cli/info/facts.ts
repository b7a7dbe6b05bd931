import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { library, manifest } from "../library"

/** What is known about this installation. */
export interface Facts {
  version: string
  /** Undefined if the addon cannot be loaded. */
  libzmq?: {
    version: string
    /** 0 patches: the system's libzmq. */
    patches: { count: number; digest: string }
    capabilities: string[]
    without: string[]
  }
  addon?: { file: string; origin: string }
  /** The folder of the package. */
  package: string
  platform: { system: string; architecture: string; release: string; distribution?: string; libc?: string }
  runtime: { node: string; napi: string; name: string; version: string }
  /** Environment variables that change what the package does. */
  environment: Record<string, string>
}

export function factsOf(): { facts: Facts; failure?: unknown } {
  const facts: Facts = {
    version: manifest().version,
    package: path.dirname(require.resolve("zmq-napi/package.json")),
    platform: platformFacts(),
    runtime: runtimeFacts(),
    environment: environmentFacts(),
  }
  try {
    const { version, libzmqPatches, capability } = library()
    const names = Object.entries(capability)
    facts.libzmq = {
      version,
      patches: { ...libzmqPatches },
      capabilities: names.flatMap(([name, has]) => (has ? [name] : [])),
      without: names.flatMap(([name, has]) => (has ? [] : [name])),
    }
    const file = loadedAddon()
    if (file !== undefined) facts.addon = { file, origin: originOf(file, facts.package) }
    return { facts }
  } catch (failure) {
    return { facts, failure }
  }
}

/** This process loads no other addon. */
function loadedAddon(): string | undefined {
  return Object.keys(require.cache).find((file) => file.endsWith(".node"))
}

function originOf(file: string, folder: string): string {
  if (process.env.ZMQ_NAPI_ADDON) return "named by ZMQ_NAPI_ADDON"
  const [place] = path.relative(folder, file).split(path.sep)
  if (place === "prebuilds") return "prebuilt, of the package"
  return place === "build" ? "built on this machine" : "elsewhere"
}

function platformFacts(): Facts["platform"] {
  const distribution = distributionName()
  const libc = libcName()
  return {
    system: process.platform,
    architecture: process.arch,
    release: os.release(),
    ...(distribution && { distribution }),
    ...(libc && { libc }),
  }
}

function distributionName(): string | undefined {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(fs.readFileSync("/etc/os-release", "utf8"))?.[1]
  } catch {
    return undefined
  }
}

function libcName(): string | undefined {
  if (process.platform !== "linux") return undefined
  const report = process.report?.getReport() as
    | { header: { glibcVersionRuntime?: string }; sharedObjects?: string[] }
    | undefined
  if (report?.header.glibcVersionRuntime) return `glibc ${report.header.glibcVersionRuntime}`
  return report?.sharedObjects?.some((file) => file.includes("musl")) ? "musl" : undefined
}

function runtimeFacts(): Facts["runtime"] {
  const versions = process.versions as NodeJS.Dict<string>
  const name = ["bun", "deno", "electron"].find((runtime) => versions[runtime]) ?? "node"
  return { node: versions.node ?? "", napi: versions.napi ?? "", name, version: versions[name] ?? "" }
}

function environmentFacts(): Record<string, string> {
  const ours = Object.entries(process.env).filter(([name]) => /^(ZMQ_NAPI_|NODE_OPTIONS$|NODE_DEBUG$)/.test(name))
  // A bug report is public.
  const shown = ours.map(([name, value]): [string, string] => [name, /PASSWORD/.test(name) ? "(set)" : `${value}`])
  return Object.fromEntries(shown.sort())
}
