import fs from "node:fs"
import path from "node:path"
import { UserError } from "../user-error.mjs"
import { fetchFromDebian } from "./debian.mjs"

/** @import { Pin } from "./pins.mjs" */

/**
 * A source of tarballs. `fetch` returns the path of a file, which the caller verifies, or throws a UserError that says what
 * happened. It may write into the folder `scratch`.
 * @typedef {object} Route
 * @property {string} name
 * @property {(pin: Pin, scratch: string) => string | Promise<string>} fetch
 */

const downloadTimeout = 120_000

/**
 * In the order in which they are tried.
 * @type {Route[]}
 */
export const routes = [
  { name: "the folder ZMQ_NAPI_SOURCES", fetch: fetchFromFolder },
  { name: "upstream", fetch: fetchFromUpstream },
  { name: "Debian's source package", fetch: fetchFromDebian },
]

/** @param {Pin} pin */
function fetchFromFolder(pin) {
  const folder = process.env.ZMQ_NAPI_SOURCES
  if (!folder) throw new UserError("not set")
  const names = [pin.archive, pin.debianArchive]
  const found = names.map((name) => path.resolve(folder, name)).find((file) => fs.existsSync(file))
  if (!found) throw new UserError(`${path.resolve(folder)} holds neither ${names.join(" nor ")}`)
  return found
}

/**
 * @param {Pin} pin
 * @param {string} scratch
 */
async function fetchFromUpstream(pin, scratch) {
  const file = path.join(scratch, pin.archive)
  try {
    const response = await fetch(pin.url, { signal: AbortSignal.timeout(downloadTimeout) })
    if (!response.ok) throw new UserError(`${pin.url} answered ${response.status} ${response.statusText}`)
    fs.writeFileSync(file, Buffer.from(await response.arrayBuffer()))
  } catch (error) {
    if (error instanceof UserError) throw error
    throw new UserError(`${pin.url}: ${messageOf(error)}`)
  }
  return file
}

/**
 * fetch() wraps the error of the system.
 * @param {unknown} error
 */
function messageOf(error) {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
