import { createRequire } from "node:module"
import path from "node:path"
import type { Program } from "../../bench/children"
import type { DriverName } from "../../bench/result"

/** The libraries that zmq-napi is compared with, if the project has them. */
export const rivals = ["zeromq", "jszmq"] as const
export type Rival = (typeof rivals)[number]

/** The folder of packages in which a project has a library; undefined if it has none. */
export function folderOf(rival: Rival, project: string): string | undefined {
  try {
    const found = createRequire(path.join(project, "package.json")).resolve(`${rival}/package.json`)
    return path.dirname(path.dirname(found))
  } catch {
    return undefined
  }
}

/** Has the programs of the benchmark, which are in this package, find the libraries of the project. */
export function exposeFolders(folders: readonly string[]): void {
  const all = [...folders, ...(process.env.NODE_PATH ? [process.env.NODE_PATH] : [])]
  process.env.NODE_PATH = all.join(path.delimiter)
}

/** The program that plays with a library: beside this one. */
export function programOf(driver: DriverName): Program {
  return [process.execPath, path.join(__dirname, `bench-${driver}.js`)]
}
