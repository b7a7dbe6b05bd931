import fs from "node:fs"
import path from "node:path"
import { readPins } from "../sources/pins.mjs"

/** @import { Pin } from "../sources/pins.mjs" */

/**
 * A part of the package as its bill of materials describes it.
 * @typedef {object} Part
 * @property {string} name
 * @property {string} version
 * @property {string} license an SPDX expression
 * @property {string} [exception] the name of the license in full, where no SPDX expression says it
 * @property {string} purl
 * @property {string} [cpe]
 * @property {string} copyright
 * @property {{ algorithm: "SHA-256" | "SHA-512", content: string }} [hash] of the archive `source`
 * @property {string} [source] the address of the archive
 * @property {Part[]} [parts]
 */

/**
 * What native/libzmq.json does not say of its sources.
 * @type {Record<string, { license: string, exception?: string, copyright: string, purl: string, cpe: string, parts?: Part[] }>}
 */
const pinned = {
  libzmq: {
    license: "LGPL-3.0-or-later",
    exception: "LGPL-3.0-or-later with the ZeroMQ exception for static linking",
    copyright: "the libzmq authors",
    purl: "pkg:github/zeromq/libzmq@v",
    cpe: "cpe:2.3:a:zeromq:libzmq:",
    parts: [
      {
        name: "sha1",
        version: "1998",
        license: "BSD-3-Clause",
        copyright: "1995, 1996, 1997, and 1998 WIDE Project",
        purl: "pkg:generic/sha1@1998",
      },
      {
        name: "wepoll",
        version: "1.5.8",
        license: "BSD-2-Clause",
        copyright: "2012-2020, Bert Belder",
        purl: "pkg:github/piscisaureus/wepoll@v1.5.8",
      },
    ],
  },
  libsodium: {
    license: "ISC",
    copyright: "2013-2026 Frank Denis",
    purl: "pkg:github/jedisct1/libsodium@",
    cpe: "cpe:2.3:a:libsodium:libsodium:",
  },
}

/** The npm packages of which the tarball or the addon holds files, and the one that is installed beside it. */
const packages = {
  "node-gyp-build": "Mathias Buus",
  "node-addon-api": "2017 Node.js API collaborators",
  "node-api-headers": "2021 Node.js",
  commander: "2011 TJ Holowaychuk",
}

/**
 * @param {string} root
 * @returns {Part[]}
 */
export function partsOf(root) {
  const lock = JSON.parse(fs.readFileSync(path.join(root, "package-lock.json"), "utf8"))
  return [
    ...readPins(root).map(pinnedPart),
    ...Object.entries(packages).map(([name, copyright]) => {
      const { version, license, integrity } = lock.packages[`node_modules/${name}`]
      return npmPart({ name, version, license, integrity, copyright })
    }),
  ]
}

/**
 * @param {Pin} pin
 * @returns {Part}
 */
function pinnedPart({ name, version, url, sha256 }) {
  const known = pinned[name]
  if (known === undefined) throw new Error(`scripts/package/components.mjs does not know the source ${name}`)
  const { purl, cpe, ...rest } = known
  return {
    name,
    version,
    ...rest,
    purl: `${purl}${path.basename(url, ".tar.gz").replace(/^v/, "")}`,
    cpe: `${cpe}${version}:*:*:*:*:*:*:*`,
    hash: { algorithm: "SHA-256", content: sha256 },
    source: url,
  }
}

/**
 * @param {{ name: string, version: string, license: string, integrity: string, copyright: string }} locked
 * @returns {Part}
 */
function npmPart({ name, version, license, integrity, copyright }) {
  const content = Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex")
  return {
    name,
    version,
    license,
    copyright,
    purl: `pkg:npm/${name}@${version}`,
    hash: { algorithm: "SHA-512", content },
  }
}
