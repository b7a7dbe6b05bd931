import fs from "node:fs"
import path from "node:path"
import { Failure } from "../explain.mjs"
import { fetchFromDebian } from "./debian.mjs"

const downloadTimeout = 120_000

// The ways to a tarball, in the order in which they are tried. Each fetch(pin, scratch) returns the path of a file that
// the caller verifies, or throws a Failure that says what happened.
export const routes = [
  { name: "the folder ZMQ_NAPI_SOURCES", fetch: fetchFromFolder },
  { name: "upstream", fetch: fetchFromUpstream },
  { name: "Debian's source package", fetch: fetchFromDebian },
]

function fetchFromFolder(pin) {
  const folder = process.env.ZMQ_NAPI_SOURCES
  if (!folder) throw new Failure("not set")
  const names = [pin.archive, pin.debianArchive]
  const found = names.map((name) => path.resolve(folder, name)).find((file) => fs.existsSync(file))
  if (!found) throw new Failure(`${path.resolve(folder)} holds neither ${names.join(" nor ")}`)
  return found
}

async function fetchFromUpstream(pin, scratch) {
  const file = path.join(scratch, pin.archive)
  try {
    const response = await fetch(pin.url, { signal: AbortSignal.timeout(downloadTimeout) })
    if (!response.ok) throw new Failure(`${pin.url} answered ${response.status} ${response.statusText}`)
    fs.writeFileSync(file, Buffer.from(await response.arrayBuffer()))
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(`${pin.url}: ${error.cause?.message ?? error.message}`)
  }
  return file
}
