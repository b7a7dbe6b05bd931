// Compiles programs that import `zeromq`, against its own types or against ours in their place.
import assert from "node:assert/strict"
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import type typescript from "typescript"
import { TemporaryFolder } from "../support/temporary-folder"

export type Compiler = typeof typescript

/** How the compiler finds a package; each with the modules that it is for. */
export const resolutions = { node: "commonjs", node16: "node16", bundler: "esnext" } as const

export type Resolution = keyof typeof resolutions

export const root = join(__dirname, "..", "..", "..")

/** As a user's project has it: with libraries that are older than what we compile with, and declarations checked too. */
const options = {
  target: "es2020",
  lib: ["es2020"],
  types: ["node"],
  strict: true,
  esModuleInterop: true,
  skipLibCheck: false,
  noEmit: true,
  // Or our declarations would be found by their real path, beside what else the repository has.
  preserveSymlinks: true,
}

/** A mistake that the compiler found. */
interface Mistake {
  file: string
  /** Beginning with 1. */
  line: number
  text: string
}

/**
 * What is wrong with programs and with the declarations of the package that they import.
 *
 * @param programs Their texts, by the names of their files.
 * @param types Whose the types are.
 */
export function compile(
  ts: Compiler,
  programs: ReadonlyMap<string, string>,
  types: "theirs" | "ours",
  resolution: Resolution = "node16",
): Mistake[] {
  using folder = new TemporaryFolder()
  const modules = folder.file("node_modules")
  mkdirSync(modules)
  for (const name of ["@types", "undici-types"]) symlinkSync(join(root, "node_modules", name), join(modules, name))
  symlinkSync(types === "ours" ? root : join(root, "node_modules", "zeromq"), join(modules, "zeromq"))
  writeFileSync(folder.file("package.json"), "{}")
  for (const [name, text] of programs) writeFileSync(folder.file(name), text)
  const given = { ...options, module: resolutions[resolution], moduleResolution: resolution }
  const { options: parsed, errors } = ts.convertCompilerOptionsFromJson(given, folder.path)
  assert.deepEqual(errors, [])
  const program = ts.createProgram(
    [...programs.keys()].map((name) => folder.file(name)),
    parsed,
  )
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, start = 0, messageText }) => ({
      file: file === undefined ? "" : relative(folder.path, file.fileName),
      line: file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1,
      text: ts.flattenDiagnosticMessageText(messageText, " "),
    }))
    .filter(({ file }) => !/^node_modules\/(@types|undici-types)\//.test(file))
}
