// The examples by name, for whoever lists or starts them: `npm run example` in a clone, and the package's command line.
import { spawn } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { constants } from "node:os"
import { dirname, join } from "node:path"
import { basics } from "./basics"
import type { Entry } from "./entry"
import { patterns } from "./patterns"

/** An example that can be run here. */
export interface Example {
  /** As the command line takes it. */
  name: string
  /** Its arguments, in the notation of a line of help; empty if it takes none. */
  parameters: string
  /** The types of its sockets. */
  sockets: string
  /** What it shows, or what it prints, in one line. */
  summary: string
  /** The path of its TypeScript source, a file; modules of its own are beside it. */
  source: string
}

/** Where the compiled examples are, if not in the package's dist/. */
export interface CompiledExamples {
  folder?: string
}

const entries: readonly Entry[] = [...basics, ...patterns]

/** The package's folder: this file is in a folder of it, bundled or not. */
const root = dirname(createRequire(__filename).resolve("zmq-napi/package.json"))

/**
 * The examples that can be run, in the order of the page about them. An installed package lacks the few that need other
 * packages.
 */
export function listExamples({ folder }: CompiledExamples = {}): Example[] {
  return entries.filter((entry) => compiledFile(entry, folder) !== undefined).map(describe)
}

function describe(entry: Entry): Example {
  const { name, parameters = "", sockets, summary, path = name } = entry
  const file = join(root, "examples", `${path}.ts`)
  return {
    name,
    parameters,
    sockets,
    summary,
    source: existsSync(file) ? file : join(root, "examples", path, "index.ts"),
  }
}

function compiledFile({ name, path = name }: Entry, folder = join(root, "dist", "examples")): string | undefined {
  const beginning = join(folder, path)
  return [`${beginning}.js`, join(beginning, "index.js")].find((file) => existsSync(file))
}

/** The comment at the head of the example's source: its arguments and roles, and what to try with it. */
function headOf({ name, parameters, summary, source }: Example): string {
  const lines = readFileSync(source, "utf8").split("\n")
  const head = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("//")),
  )
  const said = head.map((line) => line.replace(/^\/\/ ?/, "").replaceAll("npm run example --", "npx zmq-napi example"))
  const usage = `npx zmq-napi example ${name} ${parameters}`.trimEnd()
  return [usage, "", ...(said.length > 0 ? said : [summary]), "", `Source: ${source}`].join("\n")
}

/**
 * Runs an example in a process of its own, on this process's terminal. Resolves when it has ended, with its exit code, or
 * with 128 plus the number of the signal that ended it.
 *
 * Meanwhile SIGINT is left to the example, to which a terminal sends it too, and SIGTERM is passed on. With `--help`
 * among its arguments, it is not run, and what it says of itself is printed.
 *
 * @throws RangeError if there is no such example.
 */
export async function runExample(
  name: string,
  args: readonly string[],
  options: CompiledExamples = {},
): Promise<number> {
  const entry = entries.find((each) => each.name === name)
  const file = entry && compiledFile(entry, options.folder)
  if (entry === undefined || file === undefined) {
    const names = listExamples(options).map((each) => each.name)
    throw new RangeError(`There is no example "${name}"; there are: ${names.join(", ")}`)
  }
  if (args.includes("--help") || args.includes("-h")) {
    console.log(headOf(describe(entry)))
    return 0
  }
  const child = spawn(process.execPath, [file, ...args], { stdio: "inherit" })
  const leave = () => {}
  const pass = () => child.kill("SIGTERM")
  process.on("SIGINT", leave).on("SIGTERM", pass)
  try {
    return await new Promise((resolve, reject) => {
      child.once("error", reject)
      child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!]))
    })
  } finally {
    process.off("SIGINT", leave).off("SIGTERM", pass)
  }
}
