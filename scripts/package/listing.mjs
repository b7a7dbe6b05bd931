import path from "node:path"
import { readPins } from "../sources/pins.mjs"
import { shippedArchive } from "../sources/shipped.mjs"
import { filesOf } from "./files.mjs"
import { sbomName } from "./stage.mjs"

// What npm would run or block at installation, and what only the repository needs.
const forbidden = [
  /^binding\.gyp$/,
  /^(lib|test|bench|docs|build|build-cmake|build-test|coverage|node_modules|\.ci)\//,
  /^native\/vendor\/libzmq\/(perf|tests|unittests|doc)\//,
  /(^|\/)\.tmp-/,
  /^(?!native\/sources\.tar\.gz$).*\.(tgz|tar\.gz|tsbuildinfo|o|a)$/,
  /^dist\/.*\.map$/,
  // Those that need packages which ours does not install; and files beside the sources of examples.
  /^(dist\/)?examples\/(browser|services)\//,
  /^examples\/(?!.*\.ts$)/,
]

/**
 * What the tarball lacks, and what it should not have.
 * @param {string} root
 * @param {string[]} files
 * @param {string[]} prebuilds the prebuilt addons that it should hold, and no other
 */
export function listingFaults(root, files, prebuilds) {
  const paths = new Set(files)
  const missing = [...required(root), ...prebuilds].filter((file) => !paths.has(file))
  const unwanted = files.filter(
    (file) =>
      forbidden.some((pattern) => pattern.test(file)) || (file.startsWith("prebuilds/") && !prebuilds.includes(file)),
  )
  return [...missing.map((file) => `lacks ${file}`), ...unwanted.map((file) => `holds ${file}`)]
}

/** @param {string} root */
function required(root) {
  const licenses = readPins(root).flatMap(({ name, licenses }) =>
    licenses.map((file) => `native/vendor/${name}/${file}`),
  )
  // Every source of ours and every CMake module: the installed package builds from them.
  const own = ["native/zmq", "native/node", "cmake"].flatMap((folder) =>
    filesOf(path.join(root, folder)).map((file) => `${folder}/${file}`),
  )
  const patches = readPins(root).flatMap(({ name, patches }) =>
    patches.map(({ file }) => `native/patches/${name}/${file}`),
  )
  return [
    ...patches,
    "LICENSE",
    "NOTICE",
    "README.md",
    "CHANGELOG.md",
    sbomName,
    shippedArchive,
    "CMakeLists.txt",
    "native/libzmq.json",
    "native/vendor/node-addon-api/napi.h",
    "native/vendor/node-api-headers/include/node_api.h",
    "scripts/build.mjs",
    "dist/core.js",
    "dist/zmq-napi.js",
    "dist/index.mjs",
    "dist/draft.mjs",
    "dist/addon.mjs",
    "dist/zmq-napi-addon.js",
    "dist/cli/zmq-napi.js",
    "dist/cli/bench-zmq-napi.js",
    "dist/cli/bench-zeromq.js",
    "dist/cli/bench-jszmq.js",
    "dist/cli/LICENSE-commander",
    "dist/draft.d.ts",
    "dist/draft.d.mts",
    "dist/zmq-napi-draft.js",
    "dist/v5-compat.js",
    "dist/v5-compat.mjs",
    "dist/zmq-napi-v5-compat.js",
    "dist/v5-compat/index.d.ts",
    "dist/v5-compat/index.d.mts",
    "dist/index.d.ts",
    "dist/index.d.mts",
    "dist/examples/hello-server.js",
    "examples/hello-server.ts",
    ...licenses,
    ...own,
  ]
}
