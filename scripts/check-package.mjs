// npm run check:package: packs the package as it would be published and checks the tarball: what it holds, its size, its
// entry points (publint, attw), its types, and that every package manager installs it in an empty folder, without scripts
// and compilers, and that it then works.
//
// --tarball=FILE checks that file instead of packing. --release demands what a release needs: the addon of every target,
// and the addresses in package.json. --source-build also builds the installed package from its own source, without
// network.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { checkContents, unpackTarball } from "./package/contents.mjs"
import { checkInstalled, checkSourceBuild, install, scriptWarnings } from "./package/install.mjs"
import { packageManagers } from "./package/managers.mjs"
import { pack, packFolder } from "./package/pack.mjs"
import { startRegistry } from "./package/registry.mjs"
import { checkTypes } from "./package/types.mjs"
import { explain, UserError } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "zmq-napi-package-"))

try {
  const { values } = parseArgs({
    options: {
      tarball: { type: "string" },
      release: { type: "boolean", default: false },
      "source-build": { type: "boolean", default: false },
    },
  })
  const tarball = values.tarball === undefined ? packed() : path.resolve(values.tarball)
  const folder = unpackTarball(tarball, scratch)
  checkContents({ root, folder, packed: fs.statSync(tarball).size, release: values.release })
  run("npx", ["publint", "run", tarball, "--strict"])
  run("npx", ["attw", tarball])
  await checkManagers(tarball, folder, values["source-build"])
} catch (error) {
  explain(error)
} finally {
  fs.rmSync(scratch, { recursive: true, force: true })
}

function packed() {
  run("npm", ["run", "--silent", "build:prebuilds"])
  return path.join(scratch, pack(root, scratch).filename)
}

/**
 * @param {string} tarball
 * @param {string} folder its contents
 * @param {boolean} sourceBuild
 */
async function checkManagers(tarball, folder, sourceBuild) {
  const manifest = readManifest(folder)
  const dependency = path.join(root, "node_modules", "node-gyp-build")
  const registry = await startRegistry([
    { manifest, tarball },
    { manifest: readManifest(dependency), tarball: path.join(scratch, packFolder(dependency, scratch).filename) },
  ])
  const ofVersion = `${manifest.name}@${manifest.version}`
  const url = `${registry.url}/${manifest.name}/-/${manifest.name}-${manifest.version}.tgz`
  try {
    for (const manager of packageManagers(root, registry.url)) {
      const specifiers = manager.name.startsWith("npm ") ? [ofVersion, tarball, url] : [ofVersion]
      for (const specifier of specifiers) {
        const started = performance.now()
        // npm warns of scripts, or blocks them, only where they are not forbidden.
        const scripts = specifier !== ofVersion
        const installed = install({ manager, specifier, registry: registry.url, scratch, scripts })
        const warnings = scripts ? scriptWarnings(installed.output) : []
        if (warnings.length > 0) throw new UserError(`${manager.name} warns at ${specifier}:\n${warnings.join("\n")}`)
        checkInstalled({ root, folder: installed.folder, scratch, manager })
        const took = ((performance.now() - started) / 1000).toFixed(1)
        console.log(
          `${manager.name}: installs ${specifier === url ? "the tarball from a URL" : specifier === tarball ? "the tarball" : specifier}, loads, passes the smoke test (${took} s)`,
        )
        if (manager.name === "npm 11" && specifier === tarball) checkTypes(root, installed.folder)
        if (manager.name === "npm 11" && specifier === tarball && sourceBuild)
          checkSourceBuild({ root, folder: installed.folder, scratch })
      }
    }
  } finally {
    await registry.close()
  }
}

/** @param {string} folder */
function readManifest(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"))
}

/**
 * @param {string} command
 * @param {string[]} parameters
 */
function run(command, parameters) {
  const { status } = spawnSync(command, parameters, { cwd: root, stdio: "inherit" })
  if (status !== 0) throw new UserError(`${command} ${parameters[0]} failed`)
}
