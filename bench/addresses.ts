import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

let folder: string | undefined
let count = 0

/** What a peer binds to: a wildcard port, or a path that is free. */
export function freshAddress(transport: "tcp" | "ipc" | "ws"): string {
  if (transport !== "ipc") return `${transport}://127.0.0.1:*`
  folder ??= makeFolder()
  count += 1
  return `ipc://${join(folder, String(count))}`
}

function makeFolder(): string {
  const made = mkdtempSync(join(tmpdir(), "zmq-napi-bench-"))
  process.on("exit", () => rmSync(made, { recursive: true, force: true }))
  return made
}
