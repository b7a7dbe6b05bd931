// A registry for the check of the package, in a worker thread, so that package managers can be run and waited for. It
// has two packages, the tarballs of which it is started with: ours and node-gyp-build. So nothing is downloaded, and
// npm, which warns of scripts in a tarball from a URL alone, gets one.
import crypto from "node:crypto"
import fs from "node:fs"
import http from "node:http"
import { parentPort, Worker, workerData } from "node:worker_threads"

/** @typedef {{ manifest: { name: string, version: string }, tarball: string }} Offer */

/**
 * Starts the registry and resolves with its URL and what ends it.
 * @param {Offer[]} offers
 */
export async function startRegistry(offers) {
  const worker = new Worker(new URL(import.meta.url), { workerData: offers })
  const url = await new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject))
  return { url: String(url), close: () => worker.terminate() }
}

if (parentPort !== null && Array.isArray(workerData)) serve(workerData, parentPort)

/**
 * @param {Offer[]} offers
 * @param {import("node:worker_threads").MessagePort} port
 */
function serve(offers, port) {
  const server = http.createServer((request, response) => {
    const [name = "", file] = decodeURIComponent(request.url ?? "")
      .slice(1)
      .split("/-/")
    const offer = offers.find(({ manifest }) => manifest.name === name)
    if (offer === undefined) response.writeHead(404).end("{}")
    else if (file === undefined) answer(response, offer, `http://${request.headers.host}`)
    else response.end(fs.readFileSync(offer.tarball))
  })
  server.listen(0, "127.0.0.1", () => {
    const address = server.address()
    if (address !== null && typeof address === "object") port.postMessage(`http://127.0.0.1:${address.port}`)
  })
}

/**
 * @param {http.ServerResponse} response
 * @param {Offer} offer
 * @param {string} base
 */
function answer(response, { manifest, tarball }, base) {
  const { name, version } = manifest
  const bytes = fs.readFileSync(tarball)
  const dist = {
    tarball: `${base}/${name}/-/${name}-${version}.tgz`,
    integrity: `sha512-${crypto.createHash("sha512").update(bytes).digest("base64")}`,
    shasum: crypto.createHash("sha1").update(bytes).digest("hex"),
  }
  response.writeHead(200, { "content-type": "application/json" })
  const versions = { [version]: { ...manifest, dist } }
  response.end(
    JSON.stringify({ name, "dist-tags": { latest: version }, versions, time: { [version]: "2020-01-01T00:00:00Z" } }),
  )
}
