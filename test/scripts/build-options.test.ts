import assert from "node:assert/strict"
import { join } from "node:path"
import { test } from "node:test"
import { pathToFileURL } from "node:url"
import { repository } from "./scratch"

const everything = ["openpgm-5.3", "norm", "mit-krb5-gssapi", "libzmq"]

async function options(
  parameters: string[],
  { environment = {}, modules = everything }: { environment?: Record<string, string>; modules?: string[] } = {},
): Promise<string[]> {
  const module = await import(pathToFileURL(join(repository, "scripts", "compile", "options.mjs")).href)
  return module.buildOptions(parameters, environment, new Set(modules))
}

test("without options there is no definition, and node-gyp's own arguments mean nothing", async () => {
  assert.deepEqual(await options(["rebuild", "--target=20.0.0", "--arch=x64"]), [])
})

for (const [option, definition] of [
  ["pgm", "-DZMQ_NAPI_PGM=ON"],
  ["norm", "-DZMQ_NAPI_NORM=ON"],
  ["gssapi", "-DZMQ_NAPI_GSSAPI=ON"],
  ["system-libzmq", "-DZMQ_NAPI_SYSTEM_LIBZMQ=ON"],
]) {
  const variable = `npm_config_zmq_napi_${option.replace("-", "_")}`

  test(`--${option}, and the same by npm's config`, async () => {
    assert.deepEqual(await options([`--${option}`]), [definition])
    assert.deepEqual(await options([], { environment: { [variable]: "true" } }), [definition])
    for (const off of ["", "false", "0"]) assert.deepEqual(await options([], { environment: { [variable]: off } }), [])
  })

  test(`--${option} without what it needs names the package`, async () => {
    await assert.rejects(options([`--${option}`], { modules: [] }), (error: Error) => {
      assert.match(error.message, new RegExp(`^  - ${option}: `, "m"))
      assert.match(error.message, /^On Debian and Ubuntu: apt-get install pkg-config lib\S+-dev$/m)
      return true
    })
  })
}

test("several options, and definitions for CMake behind them", async () => {
  const parameters = ["-DZMQ_NAPI_LTO=OFF", "--norm", "--pgm"]
  assert.deepEqual(await options(parameters), ["-DZMQ_NAPI_PGM=ON", "-DZMQ_NAPI_NORM=ON", "-DZMQ_NAPI_LTO=OFF"])
})

test("all that is lacking is named at once", async () => {
  await assert.rejects(
    options(["--pgm", "--gssapi"], { modules: [] }),
    /apt-get install pkg-config libpgm-dev libkrb5-dev/,
  )
})

test("the system's libzmq cannot be given anything more", async () => {
  await assert.rejects(options(["--system-libzmq", "--pgm"]), /takes the system's libzmq as it was built; pgm would/)
})
