// Node's own: where a runner evaluates files in a vm context, its `node:module` has another cache, of that context.
const { createRequire } = process.getBuiltinModule?.("node:module") ?? require("node:module")

// Loads the module anew, as hot reload does: what was loaded before is forgotten, and its addon too if `addonToo`.
function freshCopy(addonToo = false) {
  const load = createRequire(__filename)
  for (const [file, module] of Object.entries(load.cache)) {
    if (!/[\\/]node_modules[\\/]zmq-napi[\\/]/.test(file) || (file.endsWith(".node") && !addonToo)) continue
    delete load.cache[file]
    for (const { children } of [module.parent ?? module, ...Object.values(load.cache)]) {
      const index = children.indexOf(module)
      if (index !== -1) children.splice(index, 1)
    }
  }
  return load("zmq-napi")
}

module.exports = { freshCopy }
