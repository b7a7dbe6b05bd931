import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { pathToFileURL } from "node:url"
import { only } from "../support/elements"
import { repository } from "../support/repository"
import { TemporaryFolder } from "../support/temporary-folder"

const addon = "/somewhere/build/Release/zmq_napi.node"

function leaks(process: number, ...stacks: string[][]) {
  const paragraphs = stacks.map((frames) => {
    const lines = frames.map((frame, i) => `    #${i} 0x7f00${process}00 ${frame}`)
    return [`Direct leak of ${process} byte(s) in 1 object(s) allocated from:`, ...lines].join("\n")
  })
  return `\n=====\n==${process}==ERROR: LeakSanitizer: detected memory leaks\n\n${paragraphs.join("\n\n")}\n\nSUMMARY: some\n`
}

async function findings(...reports: string[]): Promise<{ text: string; count: number }[]> {
  using folder = new TemporaryFolder()
  for (const [i, report] of reports.entries()) writeFileSync(folder.file(`address.${i}`), report)
  const script = await import(pathToFileURL(join(repository, "scripts", "sanitize", "reports.mjs")).href)
  return script.findings(folder.path)
}

const node = "node::Start(int, char**) (/usr/bin/node)"
const ours = ["malloc (/lib/libasan.so.8)", `zmq_ctx_new (${addon})`, "v8::internal::Invoke() (/usr/bin/node)", node]

test("no report, no finding", async () => assert.deepEqual(await findings(), []))

test("a leak of the addon is a finding, though V8 called it", async () => {
  const finding = only(await findings(leaks(1234, ours)))
  assert.match(finding.text, /^Direct leak, allocated from:\n.*malloc.*\n.*zmq_ctx_new/)
})

test("a leak of Node-API on the addon's behalf is a finding", async () => {
  const reference = [
    "operator new (/lib/libasan.so.8)",
    "v8impl::Reference::New() (/usr/bin/node)",
    `wrap (${addon})`,
    node,
  ]
  assert.equal((await findings(leaks(1234, reference))).length, 1)
})

test("a leak of V8, though the addon called it, is no finding, nor is one of another program", async () => {
  const slots = ["malloc (/lib/libasan.so.8)", "v8::internal::MemoryChunk::AllocateSlotSet() (/usr/bin/node)"]
  const other = ["malloc (/lib/libasan.so.8)", "PyObject_Malloc (/usr/bin/python3.11)"]
  assert.deepEqual(await findings(leaks(1234, [...slots, `make_constants (${addon})`, node], slots, other)), [])
})

test("the same leak of several processes is one finding, the most frequent first", async () => {
  const another = ["malloc (/lib/libasan.so.8)", `zmq_msg_init_size (${addon})`, node]
  const found = await findings(leaks(1234, another, ours), leaks(5678, ours), leaks(91011, ours))
  assert.deepEqual(
    found.map(({ count, text }) => [count, text.includes("zmq_ctx_new")]),
    [
      [3, true],
      [1, false],
    ],
  )
})

test("every other error counts, wherever it is", async () => {
  const overflow = "==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x7f0000000000\n    #0 0x7f0 memcpy\n"
  assert.equal((await findings(overflow)).length, 1)
  assert.equal((await findings("==1==LeakSanitizer has encountered a fatal error.\n")).length, 1)
})

test("each of a process's undefined behaviours is a finding", async () => {
  const one = "a.cc:1:2: runtime error: signed integer overflow\n    #0 0x7f0 f\n"
  const two = "b.cc:3:4: runtime error: load of misaligned address\n    #0 0x7f0 g\n"
  assert.deepEqual(
    (await findings(`${one}\n${two}\n${one}`)).map(({ text, count }) => [text.slice(0, 4), count]),
    [
      ["a.cc", 2],
      ["b.cc", 1],
    ],
  )
})
