#!/usr/bin/env node
// The series of patches to libzmq, in native/patches/libzmq: see CONTRIBUTING.md, "Patches to libzmq".
import path from "node:path"
import { fileURLToPath } from "node:url"
import { Command } from "commander"
import { check, compile } from "./patches/check.mjs"
import { writeDocument } from "./patches/document.mjs"
import { readMessage } from "./patches/message.mjs"
import { applySeries, exportSeries, libzmqOf } from "./patches/tree.mjs"
import { explain } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const scratch = path.join(root, "build", "patches")
const tree = path.join(scratch, "libzmq")

const program = new Command("npm run patches --").description("The series of patches to libzmq")

program
  .command("list")
  .description("number, kind and subject of each patch")
  .argument("[word]", "only those whose file holds the word")
  .action((word = "") => {
    for (const patch of libzmqOf(root).patches.filter(({ text, file }) => `${file}\n${text}`.includes(word))) {
      const { name, subject, fields } = readMessage(patch)
      console.log(`${name}\n    ${fields.Kind[0]}: ${subject}`)
    }
  })

program
  .command("apply")
  .description("makes a git repository of libzmq with a commit for each patch, to be edited")
  .argument("[folder]", "where", tree)
  .action(async (folder) => {
    await applySeries(root, path.resolve(folder))
    console.log(`${folder}: change the commits (git commit --fixup, git rebase -i --autosquash pristine), then export`)
  })

program
  .command("export")
  .description("writes the commits of that repository as the series, and the document of it")
  .argument("[folder]", "where it is", tree)
  .action((folder) => {
    const changed = exportSeries(root, path.resolve(folder))
    console.log(changed.length === 0 ? "Nothing has changed." : changed.join("\n"))
    writeDocument(root)
  })

program
  .command("check")
  .description("builds libzmq without one patch at a time and demands that the patch's test fails")
  .argument("[names...]", "only patches whose name holds one of these")
  .option("--missing", "only those that were not checked since they changed")
  .action((names, options) => check({ root, scratch, names, ...options }))

program
  .command("compile")
  .description("compiles libzmq after each patch, from the first on")
  .argument("[names...]", "only after patches whose name holds one of these")
  .action((names) => compile({ root, scratch, names }))

program
  .command("document")
  .description("writes docs/reference/libzmq-patches.md anew")
  .action(() => writeDocument(root))

await program.parseAsync().catch(explain)
