import { readFileSync } from "node:fs"
import { AddonNotFoundError } from "./errors.js"

/** The version of the running glibc. Undefined with musl, on other systems than Linux, and where the runtime hides it. */
export function glibcVersion(): string | undefined {
  try {
    const { header } = (process.report?.getReport() ?? {}) as { header?: { glibcVersionRuntime?: string } }
    return header?.glibcVersionRuntime
  } catch {
    return undefined
  }
}

/** Explains an error of glibc's dynamic linker about a version of glibc that the system does not have. */
export function glibcProblem(error: Error | undefined, file: string, remedy: string[]): AddonNotFoundError | undefined {
  const missing = error?.message.match(/version [`'"]GLIBC_([\d.]+)['"] not found/)?.[1]
  if (missing === undefined) return undefined
  const found = glibcVersion()
  const lines = [
    `The native addon of zmq-napi needs glibc ${newest([missing, ...versionsIn(file)])}; this system has ${found === undefined ? "an older one" : `glibc ${found}`}.`,
    `  file: ${file}`,
    `  the dynamic linker's message: ${error?.message.trim()}`,
    "Use a newer system or container image, or an addon that was built for this one.",
    ...remedy,
  ]
  return new AddonNotFoundError("ERR_ZMQ_NAPI_GLIBC", lines.join("\n"), error)
}

/** The linker names one version alone; the file's table of needed versions has all of them. */
function versionsIn(file: string): string[] {
  try {
    return [...readFileSync(file, "latin1").matchAll(/GLIBC_(\d+\.\d+(?:\.\d+)?)\0/g)].map(([, version]) => version!)
  } catch {
    return []
  }
}

function newest(versions: readonly string[]): string {
  const numbers = (version: string) => version.split(".").map(Number)
  const compare = ([a0 = 0, a1 = 0, a2 = 0]: number[], [b0 = 0, b1 = 0, b2 = 0]: number[]) =>
    a0 - b0 || a1 - b1 || a2 - b2
  return [...versions].sort((a, b) => compare(numbers(b), numbers(a)))[0]!
}
