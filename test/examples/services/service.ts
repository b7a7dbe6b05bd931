import { existsSync } from "node:fs"
import { join } from "node:path"
import { Child } from "../../support/child"
import { repository } from "../../support/repository"

const compiled = join(repository, "build", "services", "dist")

/** Why the tests of services that need other packages are skipped. */
export const notPrepared: string | false = !existsSync(compiled) && "npm run test:services prepares them"

/** A service in a process of its own, as `npm run service` starts it. */
export class Service extends Child {
  constructor(name: string, parameters: readonly string[], env: NodeJS.ProcessEnv = {}) {
    super(process.execPath, [join(compiled, name), ...parameters], { env })
  }

  /** Asks it to end, and waits until it has, well and without complaint. */
  stop(signal: NodeJS.Signals = "SIGTERM"): Promise<string[]> {
    this.kill(signal)
    return this.exited()
  }
}
