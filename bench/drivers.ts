import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Program } from "./children"
import type { DriverName } from "./result"

/** The repository, seen from the compiled harness. */
export const root = resolve(__dirname, "..", "..")

/** The drivers that exchange messages. */
export const driverNames = [
  "zmq-napi",
  "zeromq",
  "jszmq",
  "libzmq",
  "stock-libzmq",
] as const satisfies readonly DriverName[]

/** The program in plain C, which a build of its own makes, over the libzmq of zmq-napi and over the distribution's. */
const native: Partial<Record<DriverName, string>> = {
  libzmq: join(root, "build", "bench", "libzmq-peer"),
  "stock-libzmq": join(root, "build", "bench", "stock-libzmq-peer"),
}

/** The command that starts a peer of the driver, with its first arguments. */
export function programOf(driver: DriverName): Program {
  const program = native[driver]
  return program === undefined ? [process.execPath, join(__dirname, "peers", `${driver}.js`)] : [program]
}

/** The program of a driver that has to be built first, if it has not been. */
export function missingProgram(driver: DriverName): string | undefined {
  const program = native[driver]
  return program === undefined || existsSync(program) ? undefined : program
}
