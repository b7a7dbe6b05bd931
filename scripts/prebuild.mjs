// Puts addons into prebuilds/, where the published package has them, by prebuildify.
//
//   npm run build:prebuilds             this machine's own, by its own compiler
//   npm run prebuild -- all             those of every target that can be made here (prebuild/targets.json)
//   npm run prebuild -- TARGET...       those of some targets
//   npm run prebuild -- --list
//
// npm takes the script "prebuild" for what comes before "build" too. Without arguments it makes nothing.
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { makePrebuild } from "./prebuild/make.mjs"
import { makeNative } from "./prebuild/native.mjs"
import { canBeMade, selectTargets, targets } from "./prebuild/targets.mjs"
import { vendorAll } from "./sources/vendor.mjs"
import { explain } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")

try {
  const { values, positionals } = parseArgs({
    options: { list: { type: "boolean" }, native: { type: "boolean" } },
    allowPositionals: true,
  })
  if (values.list) list()
  else if (values.native) process.exitCode = makeNative(root)
  else await make(selectTargets(positionals))
} catch (error) {
  explain(error)
}

/** @param {import("./prebuild/targets.mjs").Target[]} selected */
async function make(selected) {
  if (selected.length > 0) await vendorAll({ root })
  for (const target of selected) {
    console.log(`${target.name}: ...`)
    const { facts, bytes, seconds } = makePrebuild(root, target)
    const needs = [facts.glibc && `glibc ${facts.glibc}`, ...facts.needed].filter(Boolean).join(", ")
    console.log(`${target.name}: ${target.file}, ${bytes} bytes, ${seconds.toFixed()} s; needs ${needs}`)
  }
}

function list() {
  for (const target of targets) {
    const there = fs.existsSync(path.join(root, target.file)) ? "made" : canBeMade(target) ? "can be made" : "not here"
    console.log(`${target.name.padEnd(18)} ${target.floor.padEnd(11)} ${there.padEnd(12)} ${target.file}`)
  }
}
