import fs from "node:fs"
import path from "node:path"
import { readPins } from "../sources/pins.mjs"
import { UserError } from "../user-error.mjs"

// What npm would run or block at installation, and what only the repository needs.
const forbidden = [
  /^binding\.gyp$/,
  /^(test|examples|bench|docs|build|build-cmake|build-test|coverage|node_modules|\.ci)\//,
  /^native\/vendor\/libzmq\/(perf|tests|unittests|doc)\//,
  /(^|\/)\.tmp-/,
  /\.(tgz|tar\.gz|tsbuildinfo|o|a)$/,
]

const lifecycle = ["preinstall", "install", "postinstall"]

/**
 * Throws an error that names what the tarball lacks, and what it should not have.
 * @param {string} root
 * @param {{ path: string }[]} files
 */
export function checkListing(root, files) {
  const paths = new Set(files.map((file) => file.path))
  const missing = required(root).filter((file) => !paths.has(file))
  const unwanted = [...paths].filter((file) => forbidden.some((pattern) => pattern.test(file)))
  const { scripts } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"))
  const faults = [
    ...missing.map((file) => `lacks ${file}`),
    ...unwanted.map((file) => `holds ${file}`),
    ...lifecycle.filter((name) => name in scripts).map((name) => `has a script ${name}`),
  ]
  if (![...paths].some((file) => /^prebuilds\/.*\.node$/.test(file))) faults.push("holds no prebuilt addon")
  if (faults.length > 0) throw new UserError(`The tarball\n${faults.map((fault) => `  - ${fault}`).join("\n")}`)
}

/** @param {string} root */
function required(root) {
  const licenses = readPins(root).flatMap(({ name, licenses }) =>
    licenses.map((file) => `native/vendor/${name}/${file}`),
  )
  // Every source of ours and every CMake module: the installed package builds from them.
  const own = ["native/zmq", "native/node", "cmake"].flatMap((folder) =>
    filesOf(path.join(root, folder)).map((file) => `${folder}/${file}`),
  )
  const patches = readPins(root).flatMap(({ name, patches }) =>
    patches.map(({ file }) => `native/patches/${name}/${file}`),
  )
  return [
    ...patches,
    "LICENSE",
    "NOTICE",
    "CMakeLists.txt",
    "native/libzmq.json",
    "native/vendor/node-addon-api/napi.h",
    "native/vendor/node-api-headers/include/node_api.h",
    "scripts/build.mjs",
    "dist/core.js",
    "dist/core.js.map",
    "dist/zmq-napi.js",
    "dist/index.mjs",
    "dist/draft.mjs",
    "dist/draft.d.ts",
    "dist/draft.d.mts",
    "dist/zmq-napi-draft.js",
    "dist/index.d.ts",
    "dist/index.d.mts",
    ...licenses,
    ...own,
  ]
}

/**
 * The paths of the files in a folder and those below it, relative to it.
 * @param {string} folder
 */
function filesOf(folder) {
  return fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => fs.statSync(path.join(folder, file)).isFile())
    .map((file) => file.replaceAll(path.sep, "/"))
}
