import { spawnSync } from "node:child_process"

/**
 * Adds to the frames of sanitizers' stacks, `#1 0x7f… (/path/module+0x1234)`, the functions and lines that addr2line
 * knows. A frame with inlined functions becomes several lines. A frame of a module that no longer exists stays as it
 * is.
 * @param {string[]} texts
 */
export function withSymbols(texts) {
  /** @type {Map<string, Set<string>>} */
  const offsets = new Map()
  for (const [, module = "", offset = ""] of texts.join("\n").matchAll(frame)) {
    offsets.set(module, (offsets.get(module) ?? new Set()).add(offset))
  }
  const names = new Map([...offsets].map(([module, wanted]) => [module, namesOf(module, [...wanted])]))
  return texts.map((text) =>
    text.replace(frame, (whole, module, offset) => {
      const functions = names.get(module)?.get(Number(offset)) ?? []
      return functions.length > 0 ? `${functions.join("\n        in ")} (${module})` : whole
    }),
  )
}

const frame = /\((\/[^()\n]+)\+(0x[0-9a-f]+)\)/g

/**
 * The functions and lines at each offset.
 * @param {string} module
 * @param {string[]} offsets
 */
function namesOf(module, offsets) {
  const { error, stdout } = spawnSync("addr2line", ["-a", "-C", "-f", "-i", "-e", module], {
    encoding: "utf8",
    input: offsets.join("\n"),
    maxBuffer: 256 << 20,
  })
  if (error) throw error
  /** @type {Map<number, string[]>} */
  const names = new Map()
  for (const block of stdout.split(/^(?=0x[0-9a-f]+$)/m)) {
    const [address, ...lines] = block.trimEnd().split("\n")
    /** @type {string[]} */
    const functions = []
    for (let i = 0; i + 1 < lines.length; i += 2) {
      const [name = "", place = ""] = lines.slice(i, i + 2)
      if (name !== "??") functions.push(place.startsWith("??") ? name : `${name} ${place}`)
    }
    names.set(Number(address), functions)
  }
  return names
}
