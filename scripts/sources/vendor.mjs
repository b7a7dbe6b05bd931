import fs from "node:fs"
import path from "node:path"
import { isUserError, UserError } from "../user-error.mjs"
import { headerPackages, vendorHeaders } from "./headers.mjs"
import { readPins } from "./pins.mjs"
import { routes } from "./routes.mjs"
import { hasShipped } from "./shipped.mjs"
import { isVendored, readStamp, removeRemains, sha256, unpack } from "./unpack.mjs"

/**
 * @import { Pin } from "./pins.mjs"
 * @import { Route } from "./routes.mjs"
 */

/**
 * Fills native/vendor with the Node-API headers and, unless the build takes the system's libzmq, with the pinned
 * sources. Does nothing where they are there already.
 * @param {{ root: string, systemLibzmq?: boolean }} options
 */
export async function vendorAll({ root, systemLibzmq = false }) {
  const vendor = path.join(root, "native", "vendor")
  const pins = systemLibzmq ? [] : readPins(root)
  const missing = pins.filter((pin) => !isVendored(pin, path.join(vendor, pin.name)))
  if (missing.length > 0) {
    fs.mkdirSync(vendor, { recursive: true })
    removeRemains(vendor)
    for (const pin of missing) {
      const place = await vendorSource(pin, vendor)
      console.error(`zmq-napi: ${pin.name} ${pin.version} from ${place}`)
    }
  }
  fs.mkdirSync(vendor, { recursive: true })
  vendorHeaders({ root, vendor })
}

/**
 * Throws an error if the installed package, which never downloads anything, lacks a source that it was packed with.
 * @param {{ root: string, systemLibzmq: boolean }} options
 */
export function checkPackedSources({ root, systemLibzmq }) {
  const sources = systemLibzmq || hasShipped(root) ? [] : readPins(root).map(({ name }) => name)
  const vendor = path.join(root, "native", "vendor")
  const missing = [...sources, ...headerPackages].filter((name) => readStamp(path.join(vendor, name)) === undefined)
  if (missing.length === 0) return
  throw new UserError(
    `The installed package is not complete: ${missing.map((name) => path.join(vendor, name)).join(", ")} missing.\n` +
      "Install zmq-napi again; a tool that removes files from node_modules may have removed them.",
  )
}

/**
 * @param {Pin} pin
 * @param {string} vendor
 */
function vendorSource(pin, vendor) {
  return withTarball(pin, vendor, (tarball, scratch) => unpack(tarball, pin, scratch, path.join(vendor, pin.name)))
}

/**
 * Calls `use` with the first tarball that a route finds and that has the pinned sum, and with a scratch folder in
 * `folder`. A wrong one is never unpacked. Returns the route's name.
 * @param {Pin} pin
 * @param {string} folder
 * @param {(tarball: string, scratch: string) => void | Promise<void>} use
 */
export async function withTarball(pin, folder, use) {
  /** @type {string[]} */
  const tried = []
  for (const route of routes) {
    const scratch = fs.mkdtempSync(path.join(folder, `.tmp-${process.pid}-`))
    try {
      const tarball = await fetchBy(route, pin, scratch).catch((/** @type {unknown} */ error) => {
        if (!isUserError(error)) throw error
        tried.push(`  - ${route.name}: ${error.message.trimEnd().replaceAll("\n", "\n      ")}`)
        return undefined
      })
      if (tarball === undefined) continue
      await use(tarball, scratch)
      return route.name
    } finally {
      fs.rmSync(scratch, { recursive: true, force: true })
    }
  }
  throw new UserError(
    `The source of ${pin.name} ${pin.version} could not be obtained.\n` +
      `Wanted: ${pin.archive} with SHA-256 ${pin.sha256}\n` +
      `Tried:\n${tried.join("\n")}\n` +
      `What to do: get ${pin.url}\n` +
      `on a machine that can, save it as ${pin.archive} in a folder, and run again with ZMQ_NAPI_SOURCES=<that folder>.`,
  )
}

/**
 * @param {Route} route
 * @param {Pin} pin
 * @param {string} scratch
 */
async function fetchBy(route, pin, scratch) {
  const tarball = await route.fetch(pin, scratch)
  const actual = sha256(tarball)
  if (actual === pin.sha256) return tarball
  const found = `wrong SHA-256: expected ${pin.sha256}, actual ${actual} (${fs.statSync(tarball).size} bytes)`
  throw new UserError(`${found}${tarball.startsWith(scratch) ? "" : ` of ${tarball}`}`)
}
