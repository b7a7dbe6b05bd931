#!/usr/bin/env node
// Brings the third-party sources into native/vendor (of the given folder, for tests) and ends; the build does it too.
import path from "node:path"
import { fileURLToPath } from "node:url"
import { vendorAll } from "./sources/vendor.mjs"
import { explain } from "./user-error.mjs"

const root = process.argv[2] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
await vendorAll({ root }).catch(explain)
