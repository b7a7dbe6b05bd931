// Each member of each class of `zeromq` 6 has a type here with which programs for zeromq compile: what it gives is what they
// expect, and what they set or pass is taken. A program is made of zeromq's types, with a line for each member and each way
// to use it, and compiled against both. What does not compile against ours is listed here
// and in docs/how-to/migrating.md.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import ts from "typescript"
import { compile, root } from "./compile"

/** What does not compile: names of lines, and what docs/how-to/migrating.md says of them. */
const different: [names: RegExp, row: string][] = [
  [/^(Request|Reply|Dealer|Router)\.routingId read$/, "| `routingId` | reads as"],
  [
    /^\w+ option (affinity|maxMessageSize|curve\w+Key|vmciBuffer\w+|routingId|welcomeMessage) out of an object$/,
    "What is read from an object of options",
  ],
  [
    /^\w+ option (gssapi\w*Principal|interface|plain(Username|Password)|socksProxy|tcpAcceptFilter|zapDomain) out of an object$/,
    "bytes for text",
  ],
  [/^(Router|Stream)ConnectOptions\.routingId read$/, "What is read from an object of options"],
  [
    /^EventOfType<"((accept|bind|close):error|handshake:error:other)"> made$/,
    "The error of an event that a test makes itself",
  ],
  [/^EventOfType<"handshake:error:protocol">.error.code read$/, "`error.code` of `handshake:error:protocol`"],
]

const lib = join(root, "node_modules", "zeromq", "lib")
const declarations = { zeromq: join(lib, "index.d.ts"), "zeromq/draft": join(lib, "draft.d.ts") }
const program = ts.createProgram(Object.values(declarations), {
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  strict: true,
  types: ["node"],
  typeRoots: [join(root, "node_modules", "@types")],
})
const checker = program.getTypeChecker()

const entries = Object.entries(declarations).map(([path, file]) => {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!
  const symbols = checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
  return { path, symbols }
})
const exported = entries.flatMap(({ symbols }) => symbols)

/** Names that zeromq's types use and do not export. */
const hidden = `
type SocketType = number
type ServerRoutingOptions = { routingId: number }
type RadioGroupOptions = { group: Buffer | string }
type DishGroupOptions = { group: Buffer }
`

/** What the program does, by what it is called here. */
const lines = new Map<string, string>()

function textOf(type: ts.Type): string {
  const format = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope
  return checker.typeToString(type, undefined, format)
}

function has(symbol: ts.Symbol, flag: ts.ModifierFlags): boolean {
  return symbol.declarations!.some((declaration) => ts.getCombinedModifierFlags(declaration) & flag)
}

/** A member as it follows an expression, and as it is called here. */
function accessTo(member: ts.Symbol): string {
  return member.name.startsWith("__@asyncIterator") ? "[Symbol.asyncIterator]" : `.${member.name}`
}

/** The class as a type, with the parameters that it needs. */
const parameters: Record<string, string> = { Proxy: "<F extends Socket, B extends Socket>" }

function addMembers(owner: ts.Symbol): void {
  const declare = parameters[owner.name] ?? ""
  const type = `${owner.name}${declare.replaceAll(" extends Socket", "")}`
  // Of the default, where a type has parameters: Readable is Readable<Message[]>.
  const instance = checker.getDeclaredTypeOfSymbol(owner)
  for (const member of checker.getPropertiesOfType(instance)) {
    if (has(member, ts.ModifierFlags.Protected)) continue
    const name = `${owner.name}${accessTo(member)}`
    const text = textOf(checker.getTypeOfSymbol(member))
      .replace(/\bM\b/, defaults[owner.name] ?? "M")
      .replace(", ...options: O", "")
    lines.set(`${name} read`, `${declare}(it: ${type}): ${text} => it${accessTo(member)}`)
    const isMethod = member.flags & ts.SymbolFlags.Method
    if (isMethod || has(member, ts.ModifierFlags.Readonly)) continue
    lines.set(`${name} set`, `(it: ${type}, value: ${text}): void => { it${accessTo(member)} = value }`)
  }
}

/** What an interface's parameter is by default. */
const defaults: Record<string, string> = {
  Readable: "Message[]",
  Writable: "MessageLike | MessageLike[]",
}

/** Options: given to the constructor, and in an object, out of which they are read again. */
function addOptions(owner: ts.Symbol): void {
  const options =
    owner.name === "Context" ? "NonNullable<ConstructorParameters<typeof Context>[0]>" : `SocketOptions<${owner.name}>`
  for (const member of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(owner))) {
    if (member.flags & ts.SymbolFlags.Method || has(member, ts.ModifierFlags.Readonly)) continue
    const [name, text] = [`${owner.name} option ${member.name}`, textOf(checker.getTypeOfSymbol(member))]
    lines.set(`${name} given`, `(value: ${text}): ${owner.name} => new ${owner.name}({ ${member.name}: value })`)
    lines.set(`${name} in an object`, `(value: ${text}): ${options} => ({ ${member.name}: value })`)
    lines.set(`${name} out of an object`, `(it: ${options}): ${text} | undefined => it.${member.name}`)
  }
}

/** Errors of events have types that are not exported. */
function ownProperties(type: ts.Type): ts.Symbol[] {
  return checker
    .getPropertiesOfType(type)
    .filter(({ declarations: [declaration] = [] }) => declaration?.getSourceFile().fileName.includes("/zeromq/"))
}

function addEvents(): void {
  const event = exported.find(({ name }) => name === "Event")!
  for (const each of (checker.getDeclaredTypeOfSymbol(event) as ts.UnionType).types) {
    const properties = new Map(checker.getPropertiesOfType(each).map((one) => [one.name, checker.getTypeOfSymbol(one)]))
    const type = `EventOfType<${textOf(properties.get("type")!)}>`
    const fields = [...properties].map(([name, value]) => {
      if (name !== "error") lines.set(`${type}.${name} read`, `(it: ${type}): ${textOf(value)} => it.${name}`)
      if (name !== "error") return `${name}: ${textOf(value)}`
      const details = ownProperties(value).map((one) => [one.name, textOf(checker.getTypeOfSymbol(one))])
      for (const [detail, text] of details) {
        lines.set(`${type}.error.${detail} read`, `(it: ${type}): ${text} => it.error.${detail}`)
      }
      return `error: Error & { ${details.map((detail) => detail.join(": ")).join("; ")} }`
    })
    lines.set(`${type} made`, `(it: { ${fields.join("; ")} }): ${type} => it`)
  }
}

for (const symbol of exported) {
  const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0
  if (isClass || symbol.flags & ts.SymbolFlags.Interface) addMembers(symbol)
  if (isClass && !["Socket", "Observer", "Proxy"].includes(symbol.name)) addOptions(symbol)
  if (symbol.flags & (ts.SymbolFlags.Variable | ts.SymbolFlags.Function)) {
    lines.set(symbol.name, `(): ${textOf(checker.getTypeOfSymbol(symbol))} => ${symbol.name}`)
  }
}
addEvents()
const messageLike = checker.getDeclaredTypeOfSymbol(exported.find(({ name }) => name === "MessageLike")!)
const kinds = (messageLike as ts.UnionType).types.map(textOf).join(" | ")
lines.set("MessageLike read", `(it: MessageLike): ${kinds} => it`)
lines.set("MessageLike given", `(it: ${kinds}): MessageLike => it`)

const imports = entries.map(({ path, symbols }) => `import { ${symbols.map(({ name }) => name)} } from "${path}"`)
const head = `${imports.join("\n")}\n${hidden}`.split("\n")
const body = [...lines.values()].map((line, index) => `export const x${index} = ${line}`)
const programs = new Map([["program.ts", [...head, ...body].join("\n")]])

/** The lines that do not compile, each with why. */
function mistakes(types: "theirs" | "ours"): [name: string, why: string][] {
  const names = [...lines.keys()]
  return compile(ts, programs, types).map(({ file, line, text }) => {
    return [file === "program.ts" ? (names[line - head.length - 1] ?? `line ${line}`) : file, text]
  })
}

test("the program compiles against zeromq's types", () => {
  assert.ok(lines.size > 2000)
  assert.deepEqual(mistakes("theirs"), [])
})

test("code for zeromq's members compiles against ours, but for what is listed", () => {
  const found = mistakes("ours")
  const unknown = found.filter(([name]) => !different.some(([names]) => names.test(name)))
  assert.deepEqual(unknown, [])
  // What is no longer different belongs out of the list.
  const stale = different.filter(([names]) => !found.some(([name]) => names.test(name)))
  assert.deepEqual(stale, [])
})

test("docs/how-to/migrating.md tells of each difference", () => {
  const page = readFileSync(join(root, "docs", "how-to", "migrating.md"), "utf8")
  const untold = different.filter(([, row]) => !page.includes(row))
  assert.deepEqual(untold, [])
})
