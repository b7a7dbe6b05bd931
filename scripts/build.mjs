#!/usr/bin/env node
// Builds the addon into build/Release. The one entry for all: npm run build:native, binding.gyp (node-gyp), prebuildify's
// --node-gyp, and `npx zmq-napi-build` in the installed package, where it needs nothing but cmake and a compiler.
//
// Arguments of the form -DNAME=VALUE go to CMake (-DZMQ_NAPI_SYMBOLS=ON, -DZMQ_NAPI_LTO=OFF,
// -DZMQ_NAPI_SANITIZE=address,undefined) and get a build folder of their own. All others are node-gyp's, which
// prebuildify passes, and mean nothing here.
import path from "node:path"
import { fileURLToPath } from "node:url"
import { buildAddon } from "./compile/cmake.mjs"
import { installAddon } from "./compile/install.mjs"
import { explain } from "./explain.mjs"
import { vendorAll } from "./sources/vendor.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")

try {
  await vendorAll({ root })
  const definitions = process.argv.slice(2).filter((argument) => /^-D[A-Z_]+=/.test(argument))
  installAddon(buildAddon({ root, definitions }), path.join(root, "build", "Release", "zmq_napi.node"))
} catch (error) {
  explain(error)
}
