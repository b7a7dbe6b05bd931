import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** A new folder, which is removed with `using`. */
export class TemporaryFolder implements Disposable {
  readonly path: string

  constructor(prefix = "zmq-napi-") {
    this.path = mkdtempSync(join(tmpdir(), prefix))
  }

  file(name: string): string {
    return join(this.path, name)
  }

  /** An ipc address in it. */
  ipc(name: string): string {
    return `ipc://${this.file(name)}`
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
