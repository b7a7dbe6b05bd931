import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"

// The second line fails to compile where the package's types are missing and everything is `any`.
const program = `import { Push, type Message } from "zmq-napi"
import { Server } from "zmq-napi/draft"
import { socket, type Socket } from "zmq-napi/v5-compat"
// @ts-expect-error a number is no option
new Push(1)
export const sent: Promise<void> = new Push({ sendHighWaterMark: 5 }).send("x")
export const server = new Server()
export const old: Socket = socket("push").connect("tcp://127.0.0.1:5555")
export type Received = Message[]
`

/** Every way in which TypeScript resolves a package, with a compiler that has it. */
const resolutions = [
  {
    name: "node10",
    file: "index.ts",
    compiler: "typescript-5.4",
    options: { module: "commonjs", moduleResolution: "node10" },
  },
  { name: "node16, CommonJS", file: "index.cts", compiler: "typescript-5.4", options: { module: "node16" } },
  { name: "node16, ES modules", file: "index.mts", compiler: "typescript-5.4", options: { module: "node16" } },
  { name: "nodenext, CommonJS", file: "index.cts", compiler: "typescript", options: { module: "nodenext" } },
  { name: "nodenext, ES modules", file: "index.mts", compiler: "typescript", options: { module: "nodenext" } },
  {
    name: "bundler",
    file: "index.ts",
    compiler: "typescript",
    options: { module: "esnext", moduleResolution: "bundler" },
  },
]

/**
 * Compiles a program against the installed package's types, with each of TypeScript's module resolutions.
 * @param {string} root
 * @param {string} folder
 */
export function checkTypes(root, folder) {
  const modules = path.join(root, "node_modules")
  for (const { name, file, compiler, options } of resolutions) {
    fs.writeFileSync(path.join(folder, file), program)
    const compilerOptions = {
      ...options,
      target: "es2022",
      lib: ["es2022", "esnext.disposable"],
      strict: true,
      noEmit: true,
      types: ["node"],
      typeRoots: [path.join(modules, "@types")],
    }
    fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }))
    const tsc = path.join(modules, compiler, "bin", "tsc")
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { cwd: folder, encoding: "utf8" })
    if (status !== 0) throw new UserError(`The types do not work with the resolution ${name}:\n${stdout}`)
  }
  console.log(`types: ${resolutions.map(({ name }) => name).join("; ")}`)
}
