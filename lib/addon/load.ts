import { existsSync } from "node:fs"
import { dirname } from "node:path"
import type { AddonNotFoundError } from "./errors.js"
import { explainFailure, explainNamed } from "./explain.js"
import { findAddon } from "./find.js"
import { detectLibc, type Libc } from "./libc.js"
import { markLoaded, type NamedAddon, namedAddon } from "./path.js"

/**
 * Loads the native addon: the one that `ZMQ_NAPI_ADDON` or `setAddonPath` names, else the one in build/Release if it was
 * built here, else the one in prebuilds/ that fits this machine.
 */
export function loadAddon(): unknown {
  const named = namedAddon()
  const addon = named === undefined ? loadOwn() : loadNamed(named)
  markLoaded()
  return addon
}

function loadNamed(named: NamedAddon): unknown {
  try {
    return loadFile(named.file)
  } catch (error) {
    throw explainNamed(named, error as Error)
  }
}

function loadOwn(): unknown {
  try {
    if (!hasMusl() || !isMisjudged(detectLibc())) return loadFromPackage()
  } catch (error) {
    return loadNearby(detectLibc(), error as Error)
  }
  return loadNearby(detectLibc())
}

/**
 * Whether musl is where systems have it. Most have none, and then the C library, which takes 0.7 ms to find out, is not
 * looked for. A system that has musl elsewhere, as NixOS, cannot load the addon for glibc, and looks for it then.
 */
function hasMusl(): boolean {
  const arch = ({ x64: "x86_64", arm64: "aarch64", arm: "armhf" } as Record<string, string>)[process.arch]
  return process.platform === "linux" && (arch === undefined || existsSync(`/lib/ld-musl-${arch}.so.1`))
}

/**
 * @vercel/nft and others recognize this form of the call, and copy the addon with a program that they package.
 * scripts/bundle.mjs changes the path for core.js, which lies one folder higher.
 */
function loadFromPackage(): unknown {
  // biome-ignore lint/style/useTemplate: the form that is recognized
  return require("node-gyp-build")(__dirname + "/../..")
}

/** node-gyp-build takes every system but Alpine for one with glibc, and Alpine for one with musl alone. */
function isMisjudged(libc: Libc | undefined): boolean {
  if (libc === undefined || process.env.LIBC) return false
  return libc !== (existsSync("/etc/alpine-release") ? "musl" : "glibc")
}

/**
 * Loads the addon from the package by the names of its files; in a bundle, from prebuilds/ beside the bundle, the
 * program or the executable.
 */
function loadNearby(libc: Libc | undefined, error?: Error): unknown {
  let reason = error
  for (const folder of nearbyFolders()) {
    const file = findAddon(folder, libc)
    if (file === undefined) continue
    try {
      return loadFile(file)
    } catch (failure) {
      reason = failure as Error
      break
    }
  }
  throw failed(reason, libc)
}

function failed(error: Error | undefined, libc: Libc | undefined): AddonNotFoundError {
  return explainFailure({ root: packageRoot(), folders: nearbyFolders(), libc, error })
}

function nearbyFolders(): string[] {
  const root = packageRoot()
  // The program's folder, because bun writes the folder of the package as it was into a bundle, and ES modules have none.
  const program = isRealFile(process.argv[1]) ? [dirname(process.argv[1])] : []
  return [...new Set([...(root === undefined ? [] : [root, bundleFolder()]), ...program, dirname(process.execPath)])]
}

/** Programs inside an executable of `bun build --compile` have a path in a file system of its own. */
function isRealFile(path: string | undefined): path is string {
  return path !== undefined && !/[\\/](\$bunfs|~BUN)[\\/]/.test(path)
}

/** Undefined in ES modules, which bundlers may make of this file. */
function packageRoot(): string | undefined {
  return typeof __dirname === "string" ? dirname(bundleFolder()) : undefined
}

// In dist/ of the package, this file is addon/load.js or part of core.js; elsewhere it is part of a bundle.
function bundleFolder(): string {
  return __filename.endsWith("load.js") && __dirname.endsWith("addon") ? dirname(__dirname) : __dirname
}

/** By a require() of Node's own, because a bundle's, and that of an executable, may know the modules inside alone. */
function loadFile(file: string): unknown {
  const { createRequire } = require("node:module") as typeof import("node:module")
  return createRequire(file)(file)
}
