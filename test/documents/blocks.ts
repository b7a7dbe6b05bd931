import { readFileSync } from "node:fs"
import { join } from "node:path"
import { repository } from "../support/repository"

/**
 * A block of code of a page, in JavaScript or TypeScript.
 *
 * Comments of HTML, which no reader sees, say what belongs to it: `<!-- before ... -->` above the block holds code that
 * runs before it, and `<!-- after ... -->` below it code that runs after it; `<!-- continues -->` above it joins the
 * block to the one before; `<!-- part of examples/x.ts -->` says which file has the same code, and its tests.
 * A word behind the language, as in ` ```js server.mjs `, names the program that the block is.
 */
export interface Block {
  page: string
  line: number
  language: "js" | "ts"
  /** The name of the program, for a block that is a whole one. */
  program: string | undefined
  code: string
  before: string
  after: string
  continues: boolean
  partOf: string | undefined
}

const token =
  /^ *<!-- (before|after|continues|part of)\b *([\s\S]*?)-->$|^ *```(js|ts)(?: ([\w.-]+))?\n([\s\S]*?)^ *```$/gm

export function blocksOf(page: string): Block[] {
  const text = readFileSync(join(repository, page), "utf8")
  const blocks: Block[] = []
  let next = { before: "", continues: false, partOf: undefined as string | undefined }
  for (const { 0: whole, 1: directive, 2: argument = "", 3: language, 4: program, 5: code, index } of text.matchAll(
    token,
  )) {
    if (language === undefined) {
      if (directive === "before") next.before += argument
      else if (directive === "continues") next.continues = true
      else if (directive === "part of") next.partOf = argument.trim()
      else if (blocks.length === 0) throw new Error(`${page}: nothing comes before ${whole}`)
      else blocks.at(-1)!.after += argument
      continue
    }
    const line = text.slice(0, index).split("\n").length
    blocks.push({ page, line, language: language as "js" | "ts", program, code: code!, after: "", ...next })
    next = { before: "", continues: false, partOf: undefined }
  }
  return blocks
}

/** The blocks that run as one program: one block, and those that continue it. */
export function chainsOf(page: string): Block[][] {
  const chains: Block[][] = []
  for (const block of blocksOf(page)) {
    if (block.program !== undefined || block.partOf !== undefined) continue
    if (block.continues && chains.length > 0) chains.at(-1)!.push(block)
    else chains.push([block])
  }
  return chains
}

/** The blocks that are whole programs, by their names. */
export function programsOf(page: string): Map<string, Block> {
  const named = blocksOf(page).filter(({ program }) => program !== undefined)
  return new Map(named.map((block) => [block.program!, block]))
}

/** The code with single spaces instead of line breaks and indentation. */
export function plain(code: string): string {
  return code.replace(/\s+/g, " ")
}
