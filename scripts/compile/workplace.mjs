import fs from "node:fs"
import path from "node:path"
import { removeRemains } from "../sources/unpack.mjs"
import { UserError } from "../user-error.mjs"

/**
 * Whether `root` is the package as it was installed, and not its repository or source archive: what npm packs never
 * has a binding.gyp.
 * @param {string} root
 */
export function isInstalled(root) {
  return !fs.existsSync(path.join(root, "binding.gyp"))
}

/**
 * yarn's Plug'n'Play leaves packages in zip archives. Node reads them through yarn's file system; no compiler can.
 * @param {string} root
 */
export function refuseArchive(root) {
  if (!/\.zip[\\/]/.test(root)) return
  throw new UserError(
    `The package is inside an archive, where nothing can be built: ${root}\n` +
      'Unpack it first, with "yarn unplug zmq-napi", and run zmq-napi-build again.',
  )
}

/**
 * Calls `use` with a new folder beside the file that it will make, and removes the folder, whether it made the file or
 * threw. It is not in the system's folder for temporary files, because programs that CMake's checks compile must run
 * where they are, which many systems forbid there.
 * @param {string} file
 * @param {(folder: string) => void} use
 */
export function withWorkplace(file, use) {
  const place = path.dirname(file)
  const folder = makeWorkplace(place)
  // Ctrl-C reaches the compilers too: the failure of theirs leads back here.
  const wait = () => {}
  process.on("SIGINT", wait)
  try {
    use(folder)
  } finally {
    process.off("SIGINT", wait)
    fs.rmSync(folder, { recursive: true, force: true })
    removeEmpty(place)
    removeEmpty(path.dirname(place))
  }
}

/** @param {string} place */
function makeWorkplace(place) {
  try {
    fs.mkdirSync(place, { recursive: true })
    removeRemains(place)
    return fs.mkdtempSync(path.join(place, `.tmp-${process.pid}-`))
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error
    throw new UserError(
      `The addon cannot be put into ${place}: ${error.message}\n` +
        "Run the build as a user who may write there, or put the addon elsewhere and name it at run time:\n" +
        "  zmq-napi-build --place=/somewhere/zmq_napi.node\n" +
        "  ZMQ_NAPI_ADDON=/somewhere/zmq_napi.node node program.js",
    )
  }
}

/** @param {string} folder */
function removeEmpty(folder) {
  try {
    fs.rmdirSync(folder)
  } catch {
    // Something else is in it.
  }
}
