import { existsSync } from "node:fs"
import { join } from "node:path"
import { repository } from "./repository"

/** A JavaScript runtime other than Node. */
export interface Runtime {
  name: "Bun" | "Deno"
  command: string
  /** What comes before the program on its command line. */
  parameters: readonly string[]
  /** Why it cannot be started, or false. */
  skip: string | false
}

// Where scripts/runtimes/install.mjs puts them.
const installed = join(repository, "scripts", "runtimes", "node_modules")

/** Those that an environment variable names, or that `npm run test:runtimes` has installed. */
export const otherRuntimes: readonly Runtime[] = [
  runtime("Bun", "ZMQ_NAPI_BUN", join(installed, "bun", "bin", "bun"), []),
  runtime("Deno", "ZMQ_NAPI_DENO", join(installed, "deno", "deno"), ["run", "--allow-all", "--no-lock"]),
]

function runtime(name: Runtime["name"], variable: string, place: string, parameters: readonly string[]): Runtime {
  const command = process.env[variable] || place
  const reason = `neither does ${variable} name a ${name}, nor is there the one of npm run test:runtimes`
  return { name, command, parameters, skip: existsSync(command) ? false : reason }
}
