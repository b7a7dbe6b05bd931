// Writes the help texts of the commands into docs/reference/command-line.md: after npm run build, when they have changed.
import { execFileSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const page = path.join(root, "docs", "reference", "command-line.md")
const program = path.join(root, "dist", "cli", "zmq-napi.js")

/** @param {string[]} parameters */
function helpOf(...parameters) {
  return execFileSync(process.execPath, [program, ...parameters, "--help"], { encoding: "utf8" }).trim()
}

/** The commands in the order of the help, with their summaries. */
const commands = [...helpOf().matchAll(/^ {2}([a-z]+)(?: \S+)* {2,}(.*(?:\n {10,}.*)*)$/gm)]
  .map(([, name = "", summary = ""]) => ({ name, summary: summary.replace(/\s+/g, " ") }))
  .filter(({ name }) => name !== "help" && isCommand(name))

/** @param {string} name */
function isCommand(name) {
  try {
    return helpOf(name).startsWith(`Usage: zmq-napi ${name}`)
  } catch {
    return false
  }
}

const text = fs.readFileSync(page, "utf8")
const [head = ""] = text.split(/^\| Command \| /m)
const table = commands.map(({ name, summary }) => `| [\`${name}\`](#${name}) | ${summary} |\n`).join("")
const sections = commands.map(({ name }) => `\n## ${name}\n\n\`\`\`text\n${helpOf(name)}\n\`\`\`\n`).join("")
fs.writeFileSync(page, `${head}| Command | What it does |\n|---|---|\n${table}${sections}`)
