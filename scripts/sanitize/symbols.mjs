import { spawnSync } from "node:child_process"

// The frames of a sanitizer's stack, `#1 0x7f… (/path/module+0x1234)`, with the names of functions and the lines that
// addr2line knows; a frame that holds inlined functions becomes several lines. Of a module that is gone it stays as it is.
export function withSymbols(texts) {
  const offsets = new Map()
  for (const [, module, offset] of texts.join("\n").matchAll(frame)) {
    if (!offsets.has(module)) offsets.set(module, new Set())
    offsets.get(module).add(offset)
  }
  const names = new Map([...offsets].map(([module, wanted]) => [module, namesOf(module, [...wanted])]))
  return texts.map((text) =>
    text.replace(frame, (whole, module, offset) => {
      const functions = names.get(module).get(Number(offset)) ?? []
      return functions.length > 0 ? `${functions.join("\n        in ")} (${module})` : whole
    }),
  )
}

const frame = /\((\/[^()\n]+)\+(0x[0-9a-f]+)\)/g

function namesOf(module, offsets) {
  const { error, stdout } = spawnSync("addr2line", ["-a", "-C", "-f", "-i", "-e", module], {
    encoding: "utf8",
    input: offsets.join("\n"),
    maxBuffer: 256 << 20,
  })
  if (error) throw error
  const names = new Map()
  for (const block of stdout.split(/^(?=0x[0-9a-f]+$)/m)) {
    const [address, ...lines] = block.trimEnd().split("\n")
    const functions = []
    for (let i = 0; i + 1 < lines.length; i += 2) {
      if (lines[i] !== "??") functions.push(lines[i + 1].startsWith("??") ? lines[i] : `${lines[i]} ${lines[i + 1]}`)
    }
    names.set(Number(address), functions)
  }
  return names
}
