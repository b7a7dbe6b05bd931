import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import ts from "typescript"
import * as zmq from "#lib/index"
import { reservedEndpoint } from "../support/endpoints"
import { repository } from "../support/repository"
import { TemporaryFolder } from "../support/temporary-folder"
import type { Block } from "./blocks"

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts"],
  types: ["node"],
  strict: true,
  allowJs: true,
  noEmit: true,
  skipLibCheck: true,
}

/**
 * A folder for programs of pages. It lies in the repository, so that they find the packages that they use, and zmq-napi
 * by its name, as in a project that has installed it.
 */
export function makeWorkplace(): string {
  const root = join(repository, "build-test", "documents")
  mkdirSync(join(root, "node_modules"), { recursive: true })
  if (!existsSync(join(root, "node_modules", "zmq-napi"))) {
    symlinkSync(repository, join(root, "node_modules", "zmq-napi"), "junction")
  }
  writeFileSync(join(root, "package.json"), '{ "type": "module" }')
  return mkdtempSync(join(root, "pages-"))
}

/** The whole program of these blocks. Names of this package that it uses and does not import are imported. */
export function programOf(chain: readonly Block[]): string {
  const code = chain.map((block) => `${block.before}\n${block.code}`)
  const body = [...code, ...chain.map((block) => block.after)].join("\n")
  return `${importsFor(body)}\n${body}`
}

function importsFor(body: string): string {
  const text = body.replace(/\/\/ .*$/gm, "")
  const imported = [...text.matchAll(/import (?:type )?\{([^}]*)\}|(?:const|class|function|let) \{?([\w, ]+)/g)]
  const declared = new Set(
    imported.flatMap(([, names = "", declarations = ""]) => `${names},${declarations}`.split(/[ ,]+/)),
  )
  const used = Object.keys(zmq).filter(
    (name) => name !== "default" && new RegExp(`(?<![.\\w"])${name}\\b(?!["'])`).test(text),
  )
  const missing = used.filter(
    (name) => !declared.has(name) && !(name === "context" || name === "version" || name === "device"),
  )
  if (missing.length === 0) return ""
  return isCommonJs(body)
    ? `const { ${missing.join(", ")} } = require("zmq-napi")`
    : `import { ${missing.join(", ")} } from "zmq-napi"`
}

export function isCommonJs(body: string): boolean {
  return /\brequire\("/.test(body) && !/^import /m.test(body)
}

/** Replaces what a test must not use: ports of this machine that other programs may have, and folders of the system. */
export class Places {
  readonly #folder = new TemporaryFolder()
  readonly #endpoints = new Map<string, string>()

  replaceIn(code: string): string {
    return code
      .replace(
        /\b(tcp|ws):\/\/(?:\*|[\w.-]+):(\d{4,5})\b/g,
        (_, transport, port) => `${transport}://${this.#address(port)}`,
      )
      .replace(/\b(?:127\.0\.0\.1|localhost):(\d{4,5})\b/g, (_, port) => this.#address(port))
      .replaceAll("/etc/pump", this.#folder.path)
      .replace(/\blisten\(\d+\)/g, "listen(0)")
      .replaceAll("ipc:///tmp/", `ipc://${this.#folder.path}/`)
  }

  #address(port: string): string {
    const known = this.#endpoints.get(port) ?? reservedEndpoint().replace("tcp://", "")
    this.#endpoints.set(port, known)
    return known
  }

  [Symbol.dispose](): void {
    this.#folder[Symbol.dispose]()
  }
}

/** Writes the program as Node can run it, and returns the path. */
export function writeRunnable(file: string, code: string): string {
  mkdirSync(dirname(file), { recursive: true })
  const runnable = file.replace(/\.ts$/, ".js")
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { ...options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
    fileName: file,
  })
  writeFileSync(runnable, file.endsWith(".ts") ? outputText : code)
  return runnable
}

/** What the compiler says of the files, by file. JavaScript is checked as far as types can be inferred. */
export function complaintsOf(files: ReadonlyMap<string, string>): Map<string, string[]> {
  for (const [file, code] of files) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, code)
  }
  const complaints = new Map<string, string[]>()
  for (const language of ["ts", "js"]) {
    const chosen = [...files.keys()].filter((file) => file.endsWith("ts") === (language === "ts"))
    const checked = {
      ...options,
      ...(language === "js" && { checkJs: true, noImplicitAny: false, noImplicitThis: false, strictNullChecks: false }),
    }
    for (const diagnostic of ts.getPreEmitDiagnostics(ts.createProgram(chosen, checked))) {
      const { file, start = 0, messageText } = diagnostic
      const name = file?.fileName ?? ""
      const line = file?.text.slice(0, start).split("\n").length ?? 1
      const text = `${file?.text.split("\n")[line - 1]?.trim()}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`
      complaints.set(name, [...(complaints.get(name) ?? []), text])
    }
  }
  return complaints
}
