#!/usr/bin/env node
// Builds the addon into build/Release. Every build starts here: npm run build:native, binding.gyp (node-gyp),
// prebuildify's --node-gyp, and `npx zmq-napi-build` in the installed package, where it needs only cmake and a
// compiler, and leaves nothing but the addon. --help says what users can ask for (compile/help.mjs).
//
// --pgm, --norm, --gssapi and --system-libzmq choose what libzmq is built with (compile/options.mjs). Arguments of the
// form -DNAME=VALUE go to CMake (-DZMQ_NAPI_SYMBOLS=ON, -DZMQ_NAPI_LTO=OFF, -DZMQ_NAPI_SANITIZE=address,undefined).
// Each set of options has a build folder of its own. --debug builds for a debugger, into build/debug; --bench builds the
// benchmark's peer in plain C instead, into build/bench; --place=FILE puts what is built elsewhere. The arguments that
// prebuildify passes to node-gyp are ignored, and all others are refused (compile/arguments.mjs).
import path from "node:path"
import { fileURLToPath } from "node:url"
import { readArguments } from "./compile/arguments.mjs"
import { buildTarget } from "./compile/cmake.mjs"
import { help } from "./compile/help.mjs"
import { install } from "./compile/install.mjs"
import { findLibraries } from "./compile/options.mjs"
import { isInstalled, refuseArchive, withWorkplace } from "./compile/workplace.mjs"
import { unpackShipped } from "./sources/shipped.mjs"
import { checkPackedSources, vendorAll } from "./sources/vendor.mjs"
import { explain } from "./user-error.mjs"

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..")
const addon = {
  target: "zmq_napi",
  product: "addon/zmq_napi.node",
  place: "build/Release/zmq_napi.node",
  // ZMQ_NAPI_PREBUILD=<root>/build/debug chooses it. In build/Debug, node-gyp-build would prefer its neighbour Release.
  debugPlace: "build/debug/build/Debug/zmq_napi.node",
}
const peer = {
  target: "libzmq-peer",
  product: "bench/libzmq-peer",
  place: "build/bench/libzmq-peer",
  debugPlace: "build/debug/bench/libzmq-peer",
}

const parameters = process.argv.slice(2)
try {
  if (parameters.includes("--help") || parameters.includes("-h")) console.log(help())
  else await build()
} catch (error) {
  explain(error)
}

async function build() {
  const { options, definitions, debug, bench, place } = readArguments(parameters, process.env)
  refuseArchive(root)
  const libraries = findLibraries(options, process.env)
  const systemLibzmq = options.includes("system-libzmq")
  const { target, product, ...places } = bench ? peer : addon
  const file = path.resolve(root, place ?? (debug ? places.debugPlace : places.place))
  const wanted = { root, definitions, debug, libraries, target, product }
  if (isInstalled(root)) {
    checkPackedSources({ root, systemLibzmq })
    withWorkplace(file, (folder) => {
      const sources = systemLibzmq ? [] : unpackShipped(root, path.join(folder, "sources"))
      const inWorkplace = { definitions: [...definitions, ...sources], folder: path.join(folder, "build") }
      install(buildTarget({ ...wanted, ...inWorkplace }), file)
    })
    console.log(`zmq-napi: built ${file}`)
  } else {
    await vendorAll({ root, systemLibzmq })
    install(buildTarget(wanted), file)
  }
}
