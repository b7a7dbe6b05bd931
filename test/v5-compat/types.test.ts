// Programs that are typed for zeromq 4, 5 and 6 compile with our types in the place of theirs.
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import type typescript from "typescript"
import { repository } from "../support/repository"
import { TemporaryFolder } from "../support/temporary-folder"

type Compiler = typeof typescript

const ours = join(repository, "dist", "v5-compat", "index.d.ts")
const modules = join(repository, "node_modules")

/** What the types of zeromq 4 allow, which those of zeromq 5 allow too, but for the last line. */
const program4 = `
import * as zmq from "old"
import { Socket, SocketOptions, SocketTypes, CurveKeyPair, createSocket, version } from "old"

const socket: Socket = zmq.socket("req")
const other: zmq.Socket = createSocket("rep", { linger: 0 })
other.bind("tcp://127.0.0.1:*", (error) => { if (error) throw error })
other.bind("tcp://127.0.0.1:*", (error: string) => console.log(error))
other.unbind("tcp://127.0.0.1:*", (error: string) => console.log(error)).unbind("x")
const chained: Socket = other.bindSync("a").unbindSync("a").connect("b").disconnect("b").monitor(500, 0).unmonitor()
chained.send("text").send(Buffer.from("x"), 2).send(["a", 1, Buffer.from("b")], 0)
chained.on("message", (...parts: Buffer[]) => console.log(parts)).once("connect", (fd: number, endpoint: string) => console.log(fd, endpoint))
chained.subscribe("a").unsubscribe("a").setsockopt(zmq.ZMQ_BACKLOG, 5).setsockopt("linger", 0)
const linger: number = chained.getsockopt("linger")
const endpoint = chained.getsockopt(zmq.ZMQ_LAST_ENDPOINT) as string
chained.identity = "x" as never
chained.linger = linger
chained.curve_publickey = Buffer.from(endpoint)
chained.pause()
chained.resume()
const pair: CurveKeyPair = zmq.curveKeypair()
const types: number = zmq.types.push + zmq.options.linger + zmq.ZMQ_ROUTER_HANDOVER
export function each(options: SocketOptions, all: SocketTypes): [number, number] { return [options.rate, all.dealer] }
zmq.proxy(socket, other, chained)
console.log(pair.public, pair.secret, types, version.length)
socket.close()
export class Client extends zmq.Socket {}
`

const program5 = `
import * as zmq from "old"

class Client extends zmq.Socket {
  constructor(private readonly address: string) { super("req") }
  ask(question: string): this { return this.connect(this.address).send(question, 0, (error?: Error) => console.log(error)) }
}
const client: zmq.Socket = new Client("tcp://127.0.0.1:5").ask("x")
client.bind("a", (error?: string) => console.log(error))
const options: Partial<zmq.SocketOptions> = { linger: 0, plain_username: "user", curve_server: 1 }
const socket = zmq.socket("dealer", options)
const numbered = zmq.socket(zmq.types.push)
const isClosed: boolean = socket.closed
const linger: number = socket.getsockopt("linger")
const name: string = socket.getsockopt("plain_username")
socket.setsockopt("heartbeat_ivl", 5).setsockopt(zmq.ZMQ_LINGER, 0)
zmq.Context.setMaxSockets(zmq.Context.getMaxSockets())
zmq.Context.setMaxThreads(zmq.Context.getMaxThreads())
console.log(isClosed, linger, name, numbered, new zmq.Context().close())
export type Key = keyof zmq.SocketTypes
`

/** The mistakes in programs that import "old", which is what \`types\` declares. */
function compile(ts: Compiler, programs: Record<string, string>, types: string, name = "old"): string[] {
  using folder = new TemporaryFolder()
  const files = new Map(Object.entries(programs).map(([file, text]) => [folder.file(file), text]))
  const options = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2020,
    lib: ["lib.es2020.d.ts"],
    strict: true,
    esModuleInterop: true,
    noEmit: true,
    types: ["node"],
    typeRoots: [join(modules, "@types")],
    paths: { [name]: [types] },
    ignoreDeprecations: ts.versionMajorMinor.startsWith("6") ? "6.0" : undefined,
    moduleResolution: ts.ModuleResolutionKind.Node10 ?? 2,
  } as typescript.CompilerOptions
  const host = ts.createCompilerHost(options)
  const { getSourceFile, fileExists, readFile } = host
  host.readFile = (file) => files.get(file) ?? readFile.call(host, file)
  host.fileExists = (file) => files.has(file) || fileExists.call(host, file)
  host.getSourceFile = (file, ...rest) => {
    const text = files.get(file)
    return text === undefined
      ? getSourceFile.call(host, file, ...rest)
      : ts.createSourceFile(file, text, ts.ScriptTarget.ES2020)
  }
  const compiled = ts.createProgram([...files.keys()], options, host)
  assert.ok(compiled.getSourceFiles().some(({ fileName }) => fileName === types))
  return ts
    .getPreEmitDiagnostics(compiled)
    .filter(({ file }) => file === undefined || !file.fileName.startsWith(join(modules, "@types")))
    .map(({ file, start = 0, messageText }) => {
      const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1
      return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`
    })
}

const newest: Compiler = require("typescript")
const oldest: Compiler = require("typescript-4.7")

test("programs typed for zeromq 4 and 5 compile against those types", () => {
  assert.deepEqual(compile(newest, { "four.ts": program4 }, join(modules, "types-zeromq-4", "index.d.ts")), [])
  assert.deepEqual(compile(newest, { "five.ts": program5 }, join(modules, "types-zeromq-5", "index.d.ts")), [])
})

for (const ts of [newest, oldest]) {
  test(`and against ours, with TypeScript ${ts.version}`, () => {
    assert.deepEqual(compile(ts, { "four.ts": program4, "five.ts": program5 }, ours), [])
  })
}

test("programs for the v5-compat of zeromq 6 compile against our types", () => {
  const folder = join(repository, "test", "v5-compat", "programs")
  const programs = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  )
  assert.ok(Object.keys(programs).length >= 3)
  assert.deepEqual(compile(newest, programs, ours, "zeromq/v5-compat"), [])
})

test("mistakes are found", () => {
  const program = `
    import * as zmq from "old"
    zmq.socket("nonsense")
    zmq.socket("push").linger = "x"
    const backlog: string = zmq.socket("push").getsockopt("backlog")
    zmq.socket("push").close().nonsense
    new zmq.Socket()
    zmq.socket("push").connect(5)`
  const lines = compile(newest, { "wrong.ts": program }, ours).map((text) => Number(/wrong\.ts:(\d+)/.exec(text)?.[1]))
  assert.deepEqual(lines, [3, 4, 5, 6, 7, 8])
})

/** The names that declarations export, and the members of the interface or class `Socket` in them. */
function declaredIn(path: string): { exported: string[]; members: string[] } {
  const typeRoots = [join(modules, "@types")]
  const module = newest.ModuleKind.Node16
  const moduleResolution = newest.ModuleResolutionKind.Node16
  const program = newest.createProgram([path], {
    module,
    moduleResolution,
    skipLibCheck: true,
    types: ["node"],
    typeRoots,
  })
  const checker = program.getTypeChecker()
  const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path)!)!)
  const socket = exports.find(({ name }) => name === "Socket")!
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(socket))
  return { exported: exports.map(({ name }) => name), members: members.map(({ name }) => name) }
}

test("the types have every name of @types/zeromq 4 and 5 and of zeromq 6's v5-compat", () => {
  const here = declaredIn(ours)
  const inner = /^_(msg|recvQueue|sendQueue|paused|socket|count|recv|send)$|^__@/
  for (const file of ["types-zeromq-4/index.d.ts", "types-zeromq-5/index.d.ts", "zeromq/lib/compat.d.ts"]) {
    const { exported, members } = declaredIn(join(modules, file))
    assert.ok(exported.length > 50 && members.length > 30, file)
    assert.deepEqual(
      exported.filter((name) => !here.exported.includes(name)),
      [],
      file,
    )
    assert.deepEqual(
      members.filter((name) => !here.members.includes(name) && !inner.test(name)),
      [],
      file,
    )
  }
})
