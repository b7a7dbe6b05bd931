// npm run build:prebuilds: puts this machine's addon into prebuilds/, where the published package has it. prebuildify
// runs scripts/build.mjs in place of node-gyp, so that it needs no headers and downloads nothing.
import { createRequire } from "node:module"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { runScript } from "./tests/run-script.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const prebuildify = path.join(path.dirname(createRequire(import.meta.url).resolve("prebuildify")), "bin.js")
const buildEntry = path.join(root, "scripts", "build.mjs")
const parameters = ["--napi", "--strip", "--tag-libc", "--name", "zmq_napi", "--node-gyp", buildEntry]
process.exitCode = runScript(root, [prebuildify, ...parameters])
