import { readdirSync } from "node:fs"
import { join } from "node:path"
import type { Libc } from "./libc.js"

/**
 * The addon in a folder that is laid out as the package: one that was built there, else the prebuilt one that fits.
 * For what node-gyp-build cannot find; the names are those that prebuildify gives: prebuilds/linux-arm/zmq_napi.armv7.glibc.node.
 */
export function findAddon(folder: string, libc: Libc | undefined): string | undefined {
  for (const configuration of ["Release", "Debug"]) {
    const built = join(folder, "build", configuration)
    const [first] = addonsIn(built)
    if (first !== undefined) return join(built, first)
  }
  const prebuilt = join(folder, "prebuilds", `${process.platform}-${process.arch}`)
  const fitting = addonsIn(prebuilt).filter((file) => fits(file, libc))
  // The most specific one.
  const [best] = fitting.sort((a, b) => b.split(".").length - a.split(".").length)
  return best === undefined ? undefined : join(prebuilt, best)
}

function fits(file: string, libc: Libc | undefined): boolean {
  const tags = file.split(".")
  const other = libc === "musl" ? "glibc" : "musl"
  const { ARM_VERSION } = process.env
  const { arm_version } = (process.config?.variables ?? {}) as { arm_version?: number | string }
  const version = ARM_VERSION || (process.arch === "arm64" ? "8" : `${arm_version ?? ""}`)
  return !tags.includes(other) && tags.every((tag) => !tag.startsWith("armv") || tag === `armv${version}`)
}

/** The addons in a folder, in the order of their names; none if there is no such folder. */
export function addonsIn(folder: string, recursive = false): string[] {
  try {
    const files = readdirSync(folder, { recursive }).map(String)
    return files.filter((file) => file.endsWith(".node")).sort()
  } catch {
    return []
  }
}
