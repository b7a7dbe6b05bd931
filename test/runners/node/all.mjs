// All files in one process, for Node before 22.8, which has no --test-isolation=none.
import { readdirSync } from "node:fs"

for (const name of readdirSync(new URL(".", import.meta.url)).sort()) {
  if (name.endsWith(".test.mjs")) await import(`./${name}`)
}
