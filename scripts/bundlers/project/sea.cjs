const { mkdtempSync, writeFileSync } = require("node:fs")
const { tmpdir } = require("node:os")
const { join } = require("node:path")
const { getRawAsset } = require("node:sea")
const { setAddonPath } = require("zmq-napi/addon")

// The dynamic linker loads files alone, so the asset becomes one.
const addon = join(mkdtempSync(join(tmpdir(), "service-")), "zmq_napi.node")
writeFileSync(addon, new Uint8Array(getRawAsset("zmq_napi.node")))
setAddonPath(addon)
require("./service.cjs")
