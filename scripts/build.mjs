#!/usr/bin/env node
// Builds the addon into build/Release. The one entry for all: npm run build:native, binding.gyp (node-gyp), prebuildify's
// --node-gyp, and `npx zmq-napi-build` in the installed package, where it needs nothing but cmake and a compiler.
//
// Arguments of the form -DNAME=VALUE go to CMake (-DZMQ_NAPI_SYMBOLS=ON, -DZMQ_NAPI_LTO=OFF,
// -DZMQ_NAPI_SANITIZE=address,undefined) and get a build folder of their own. --bench builds the benchmark's peer in
// plain C instead, into build/bench. All others are node-gyp's, which prebuildify passes, and mean nothing here.
import path from "node:path"
import { fileURLToPath } from "node:url"
import { buildTarget } from "./compile/cmake.mjs"
import { install } from "./compile/install.mjs"
import { explain } from "./explain.mjs"
import { vendorAll } from "./sources/vendor.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const addon = { target: "zmq_napi", product: "addon/zmq_napi.node", place: "build/Release/zmq_napi.node" }
const peer = { target: "libzmq-peer", product: "bench/libzmq-peer", place: "build/bench/libzmq-peer" }

try {
  await vendorAll({ root })
  const definitions = process.argv.slice(2).filter((argument) => /^-D[A-Z_]+=/.test(argument))
  const { target, product, place } = process.argv.includes("--bench") ? peer : addon
  install(buildTarget({ root, definitions, target, product }), path.join(root, place))
} catch (error) {
  explain(error)
}
