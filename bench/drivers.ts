import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Programs } from "./plan"
import type { DriverName } from "./result"

/** The repository, seen from the compiled harness. */
export const root = resolve(__dirname, "..", "..")

/** The drivers that exchange messages. */
export const driverNames = ["zmq-napi", "zeromq", "jszmq", "libzmq"] as const satisfies readonly DriverName[]

const native = join(root, "build", "bench", "libzmq-peer")

export const programs: Programs = (driver) =>
  driver === "libzmq" ? [native] : [process.execPath, join(__dirname, "peers", `${driver}.js`)]

/** Why the driver cannot run here, if it cannot. */
export function missing(driver: DriverName): string | undefined {
  if (driver !== "libzmq" || existsSync(native)) return undefined
  return `${native} is missing; "npm run build:bench" builds it`
}
