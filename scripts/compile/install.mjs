import fs from "node:fs"
import path from "node:path"

/**
 * Puts what was built where it is looked for. By rename, never in place: a running process has the old file mapped.
 * @param {string} built
 * @param {string} installed
 */
export function install(built, installed) {
  if (same(built, installed)) return
  fs.mkdirSync(path.dirname(installed), { recursive: true })
  const temporary = `${installed}.${process.pid}`
  fs.copyFileSync(built, temporary)
  const { atime, mtime } = fs.statSync(built)
  fs.utimesSync(temporary, atime, mtime)
  fs.renameSync(temporary, installed)
}

/**
 * @param {string} built
 * @param {string} installed
 */
function same(built, installed) {
  const left = fs.statSync(built)
  const right = fs.statSync(installed, { throwIfNoEntry: false })
  return right !== undefined && left.size === right.size && Math.abs(left.mtimeMs - right.mtimeMs) < 1
}
