import { join, resolve } from "node:path"
import type { Program } from "./children"
import type { DriverName } from "./result"

/** The repository, seen from the compiled harness. */
export const root = resolve(__dirname, "..", "..")

/** The drivers that exchange messages. */
export const driverNames = ["zmq-napi", "zeromq", "jszmq", "libzmq"] as const satisfies readonly DriverName[]

/** The program in plain C, which a build of its own makes. */
export const native = join(root, "build", "bench", "libzmq-peer")

/** The command that starts a peer of the driver, with its first arguments. */
export function programOf(driver: DriverName): Program {
  return driver === "libzmq" ? [native] : [process.execPath, join(__dirname, "peers", `${driver}.js`)]
}
