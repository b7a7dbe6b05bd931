import assert from "node:assert/strict"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { describe, test } from "node:test"
import { Context, Push } from "zmq-napi"
import { type FormatName, formats } from "../../cli/formats"
import { linesOf } from "../../cli/input/lines"
import { TemporaryFolder } from "../support/temporary-folder"
import { timeLimit } from "../support/waiting"
import { Command } from "./command"

const settings = { delimiter: undefined, folder: ".", routed: false, terminal: false }

/** Messages that each format carries there and back, byte by byte. */
const anyBytes = [["topic", ""], [Buffer.from([0, 10, 255]), "é"], ["", "", ""], ["12"], ['{"base64":"x"}']]
const messages: Partial<Record<FormatName, (string | Buffer)[][]>> = {
  text: [["a line"], [""], ["ü€"], [Buffer.from([255, 0, 13])]],
  hex: anyBytes,
  json: [...anyBytes, ['{"a":[1,"b"]}', "[]"]],
}

describe("each format reads what it writes", () => {
  for (const [name, all] of Object.entries(messages)) {
    for (const message of all) {
      test(`${name}: ${JSON.stringify(message.map(String))}`, async () => {
        const format = formats[name as FormatName](settings)
        const parts = message.map((part) => Buffer.from(part as string))
        const line = Buffer.from((await format.write(parts)) as string)
        assert.equal(line.indexOf(10), line.length - 1)
        const read = await format.read(line.subarray(0, -1))
        assert.deepEqual(
          read.map((part) => Buffer.from(part as string)),
          parts,
        )
      })
    }
  }
})

test("json: JSON of an object or array is a value, with every digit; any other text is a string", () => {
  const { write } = formats.json()
  const line = (...parts: string[]) => write(parts.map((part) => Buffer.from(part)))
  assert.equal(line("t", '{"n": 12345678901234567890}'), '["t",{"n": 12345678901234567890}]\n')
  assert.equal(line("[1,\n 2]"), "[[1,2]]\n")
  assert.equal(line("12", "true", "{oops"), '["12","true","{oops"]\n')
})

test("json: a value that is no array is a message of one part", async () => {
  const { read } = formats.json()
  const parts = async (line: string) => (await read(Buffer.from(line))).map(String)
  assert.deepEqual(await parts('{"a":1}'), ['{"a":1}'])
  assert.deepEqual(await parts('"text"'), ["text"])
  assert.deepEqual(await parts("[[1,2],null,7]"), ["[1,2]", "null", "7"])
  assert.throws(() => read(Buffer.from("[]")), /at least one part/)
  assert.throws(() => read(Buffer.from("{")), /it is not JSON/)
})

test("hex: what is no pair of digits is rejected", () => {
  const { read } = formats.hex(settings)
  for (const line of ["abc", "0x00", "zz", "a b"]) assert.throws(() => read(Buffer.from(line)), /hexadecimal/, line)
})

test("text: a delimiter splits lines, also one of several bytes", async () => {
  const { read, write } = formats.text({ ...settings, delimiter: "::" })
  assert.deepEqual((await read(Buffer.from("a::b::"))).map(String), ["a", "b", ""])
  assert.equal(String(await write([Buffer.from("a"), Buffer.from("b")])), "a::b\n")
})

test("text: on a terminal, a message cannot control it", async () => {
  const { write } = formats.text({ ...settings, terminal: true })
  assert.equal(await write([Buffer.from("\x1b[31mred\nnext\u009b")]), "\\x1b[31mred\\nnext\\x9b\n")
})

test("lines are joined from chunks, and one without end is an error", async () => {
  const chunks = async function* (...texts: string[]) {
    for (const text of texts) yield Buffer.from(text)
  }
  const lines: string[] = []
  for await (const some of linesOf(chunks("a", "b\nc\r", "\n\nd"))) lines.push(...some.map(String))
  assert.deepEqual(lines, ["ab", "c", "", "d"])
  await assert.rejects(async () => {
    for await (const _ of linesOf(chunks("1234", "5678"), 7)) assert.fail("There is no line")
  }, /longer than 7 bytes/)
})

test("a line that is not of the format is named, and what came before it was sent", async () => {
  using folder = new TemporaryFolder()
  await using pull = new Command(["pull", "-b", folder.ipc("feed"), "-n", "1"])
  await using push = new Command(["push", "-c", folder.ipc("feed"), "-f", "json"], { stdin: "pipe" })
  await push.write('["first"]\n')
  assert.deepEqual(await pull.exited(), ["first"])
  await push.write("oops\n")
  await push.fails(1, /^zmq-napi push: Line 2 of the input cannot be sent: it is not JSON/)
})

test("raw: the whole input is one message, and comes out as it is", async () => {
  using folder = new TemporaryFolder()
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256))
  await using receiver = new Command(["pull", "-b", folder.ipc("feed"), "-f", "hex", "-n", "1"])
  await using push = await Command.withInput(["push", "-c", folder.ipc("feed"), "-f", "raw"], bytes)
  assert.deepEqual(await receiver.exited(), [bytes.toString("hex")])
  await push.exited()
})

test("file: a line names the files of a message; received files go into a folder, and replace none", async () => {
  using folder = new TemporaryFolder()
  writeFileSync(folder.file("a.bin"), Buffer.from([1, 2, 255]))
  writeFileSync(folder.file("b.txt"), "text\n")
  const into = folder.file("received")
  const receive = () => new Command(["pull", "-b", folder.ipc("feed"), "-f", "file", "--folder", into, "-n", "2"])
  const lines = `${folder.file("a.bin")}\n${folder.file("a.bin")}\t${folder.file("b.txt")}\n`
  for (const _ of [1, 2]) {
    await using pull = receive()
    await using push = await Command.withInput(["push", "-c", folder.ipc("feed"), "-f", "file", "-d", "\\t"], lines)
    await push.exited()
    await pull.exited()
  }
  const names = ["000001", "000002-1", "000002-2", "000003", "000004-1", "000004-2"]
  assert.deepEqual(readdirSync(into).sort(), names)
  assert.deepEqual(readFileSync(`${into}/000003`), Buffer.from([1, 2, 255]))
  assert.equal(readFileSync(`${into}/000004-2`, "utf8"), "text\n")
  await using missing = await Command.withInput(["push", "-b", folder.ipc("other"), "-f", "file"], "nowhere\n")
  await missing.fails(1, /Line 1 of the input cannot be sent: ENOENT/)
})

test("--input-format and --output-format differ", async () => {
  using folder = new TemporaryFolder()
  await using _rep = new Command(["rep", "-b", folder.ipc("service"), "--echo", "-f", "json"])
  const parameters = ["req", "-c", folder.ipc("service"), "--input-format", "hex", "--output-format", "json"]
  await using req = await Command.withInput(parameters, "68690a - ff\n")
  assert.deepEqual(await req.exited(), ['["hi\\n","",{"base64":"/w=="}]'])
})

test("text that is received keeps its bytes in a pipe", async () => {
  using folder = new TemporaryFolder()
  await using context = new Context()
  using push = new Push({ context })
  await push.bind(folder.ipc("feed"))
  await using pull = new Command(["pull", "-c", folder.ipc("feed"), "-n", "1"])
  await push.send("\x1b[31m two\tcolumns", timeLimit)
  assert.deepEqual(await pull.exited(), ["\x1b[31m two\tcolumns"])
})
