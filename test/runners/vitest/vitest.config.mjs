import { fileURLToPath } from "node:url"
import { defineConfig } from "vitest/config"

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["vitest/*.test.{mjs,ts}"],
    // Nothing but what is asked for on the command line decides where a file runs.
    maxWorkers: 2,
  },
})
