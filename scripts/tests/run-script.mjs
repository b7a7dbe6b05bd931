import { spawnSync } from "node:child_process"

/**
 * Runs a script of this repository, and returns its exit code.
 * @param {string} root
 * @param {string[]} parameters
 * @param {NodeJS.ProcessEnv} [environment] what differs from ours
 */
export function runScript(root, parameters, environment) {
  const env = { ...process.env, ...environment }
  return spawnSync(process.execPath, parameters, { cwd: root, stdio: "inherit", env }).status ?? 1
}
