import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { pathToFileURL } from "node:url"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

const argumentsModule = pathToFileURL(join(repository, "scripts", "compile", "arguments.mjs")).href

type Environment = Record<string, string | undefined>

/** What the build script makes of its command line and environment. */
async function read(parameters: string[], environment: Environment = {}) {
  const { readArguments } = await import(argumentsModule)
  return readArguments(parameters, environment)
}

async function definitions(parameters: string[], environment: Environment = {}): Promise<string[]> {
  return (await read(parameters, environment)).definitions
}

const options = [
  ["pgm", "-DZMQ_NAPI_PGM=ON"],
  ["norm", "-DZMQ_NAPI_NORM=ON"],
  ["gssapi", "-DZMQ_NAPI_GSSAPI=ON"],
  ["system-libzmq", "-DZMQ_NAPI_SYSTEM_LIBZMQ=ON"],
] as const

test("without arguments nothing is asked for", async () => {
  assert.deepEqual(await read([]), { options: [], definitions: [], debug: false, bench: false, place: undefined })
})

test("what prebuildify gives to node-gyp means nothing", { skip: process.platform === "win32" }, () => {
  const folder = folderForTests().path
  const nodeGyp = join(folder, "node-gyp.mjs")
  const script = `#!${process.execPath}
    import fs from "node:fs"
    import { readArguments } from ${JSON.stringify(argumentsModule)}
    console.log(JSON.stringify(readArguments(process.argv.slice(2), {})))
    fs.mkdirSync("build/Release", { recursive: true })
    fs.writeFileSync("build/Release/stub.node", "")`
  writeFileSync(nodeGyp, script, { mode: 0o755 })
  const prebuildify = join(repository, "node_modules", "prebuildify", "bin.js")
  const targets = ["--target", "node@20.0.0", "--target", "electron@30.0.0"]
  const parameters = ["--napi", ...targets, "--name", "stub", "--node-gyp", nodeGyp, "--cache", join(folder, "cache")]
  const { stdout, stderr } = spawnSync(process.execPath, [prebuildify, ...parameters], {
    cwd: folder,
    encoding: "utf8",
  })
  const nothing = `{"options":[],"definitions":[],"debug":false,"bench":false}\n`
  assert.deepEqual({ stdout, stderr }, { stdout: nothing + nothing, stderr: "" })
})

for (const [option, definition] of options) {
  const variable = `npm_config_zmq_napi_${option.replace("-", "_")}`
  const [name] = definition.slice("-D".length).split("=")

  describe(`--${option}`, () => {
    test("on and off on the command line", async () => {
      for (const on of [`--${option}`, `--${option}=true`]) assert.deepEqual(await definitions([on]), [definition])
      assert.deepEqual(await definitions([`--${option}=false`]), [])
    })

    test("on and off by npm's config, in either case", async () => {
      for (const spelled of [variable, variable.toUpperCase(), variable.replace("npm_config", "NPM_CONFIG")]) {
        for (const on of ["true", "1"]) assert.deepEqual(await definitions([], { [spelled]: on }), [definition])
        for (const off of ["", "false", "0", "null"]) assert.deepEqual(await definitions([], { [spelled]: off }), [])
      }
    })

    test("on and off as a definition for CMake", async () => {
      for (const on of ["ON", "on", "TRUE", "YES", "1"]) {
        assert.deepEqual(await definitions([`-D${name}=${on}`]), [definition])
        assert.deepEqual(await definitions([`-D${name}:BOOL=${on}`]), [definition])
      }
      for (const off of ["OFF", "FALSE", "NO", "0"]) assert.deepEqual(await definitions([`-D${name}=${off}`]), [])
    })

    test("other values are refused, and what they can be is said", async () => {
      for (const value of ["", "no", "1", "True"]) {
        const message = `--${option} must be one of "true", "false"; given ${JSON.stringify(value)}`
        await assert.rejects(read([`--${option}=${value}`]), { message })
      }
      for (const value of ["no", "off", "False", "undefined"]) {
        const message = `${variable} must be one of "true", "1", "", "false", "0", "null"; given "${value}"`
        await assert.rejects(read([], { [variable]: value }), { message })
      }
      await assert.rejects(read([`-D${name}=maybe`]), /must be one of "ON", .*; given "maybe"$/)
    })

    test("the command line goes before npm's config, and the last of several counts", async () => {
      assert.deepEqual(await definitions([`--${option}=false`], { [variable]: "true" }), [])
      assert.deepEqual(await definitions([`-D${name}=OFF`], { [variable]: "true" }), [])
      assert.deepEqual(await definitions([`--${option}`], { [variable]: "" }), [definition])
      assert.deepEqual(await definitions([`--${option}=false`, `--${option}`]), [definition])
      assert.deepEqual(await definitions([`--${option}`, `-D${name}=OFF`]), [])
    })

    test("npm's own variable, in lower case, goes before the user's", async () => {
      const upper = variable.toUpperCase()
      assert.deepEqual(await definitions([], { [variable]: "", [upper]: "true" }), [])
      assert.deepEqual(await definitions([], { [upper]: "false", [variable]: "true" }), [definition])
    })
  })
}

test("several options, and definitions for CMake behind them", async () => {
  assert.deepEqual(await read(["-DZMQ_NAPI_LTO=OFF", "--norm", "-DLIB2:STRING=x=y", "--pgm"]), {
    options: ["pgm", "norm"],
    definitions: ["-DZMQ_NAPI_PGM=ON", "-DZMQ_NAPI_NORM=ON", "-DZMQ_NAPI_LTO=OFF", "-DLIB2:STRING=x=y"],
    debug: false,
    bench: false,
    place: undefined,
  })
})

test("what is built, and where to", async () => {
  const { debug, bench, place } = await read(["--debug", "--bench", "--place=some/where.node"])
  assert.deepEqual({ debug, bench, place }, { debug: true, bench: true, place: "some/where.node" })
})

for (const parameter of [
  "--pmg",
  "--PGM",
  "--no-pgm",
  "--system_libzmq",
  "pgm",
  "-pgm",
  "-DZMQ_NAPI_PGM",
  "-D ZMQ_NAPI_PGM=ON",
  "-D",
  "ZMQ_NAPI_PGM=ON",
  "-DZMQ_NAPI_PGM:SWITCH=ON",
  "-DZMQ_NAPI_SANITIZE=",
  "--bench=true",
  "--place",
  "--place=",
  "--debug=true",
  "--target",
  "",
]) {
  test(`the argument "${parameter}" is refused, and those that there are named`, async () => {
    await assert.rejects(read([parameter]), ({ message }: Error) => {
      assert.ok(message.startsWith(`The build has no argument ${parameter}. There are:\n`), message)
      assert.match(
        message,
        /--pgm, --norm, --gssapi, --system-libzmq: .*\n.*-DNAME=VALUE .*\n.*--debug, --bench, --place=FILE, --help$/,
      )
      return true
    })
  })
}

for (const definition of ["-DZMQ_NAPI_PMG=ON", "-DZMQ_NAPI_pgm=ON", "-Dzmq_napi_lto=OFF"]) {
  test(`${definition} is refused, and the definitions that there are named`, async () => {
    const known =
      "ZMQ_NAPI_PGM, ZMQ_NAPI_NORM, ZMQ_NAPI_GSSAPI, ZMQ_NAPI_SYSTEM_LIBZMQ, ZMQ_NAPI_LTO, ZMQ_NAPI_SYMBOLS, ZMQ_NAPI_STATIC_RUNTIME"
    const [name] = definition.slice("-D".length).split("=")
    const message = `There is no ${name} (given as ${definition}); there are ${known}, ZMQ_NAPI_SANITIZE`
    await assert.rejects(read([definition]), { message })
  })
}

test("a switch of CMakeLists.txt is on or off", async () => {
  await assert.rejects(read(["-DZMQ_NAPI_LTO=maybe"]), /^Error: ZMQ_NAPI_LTO must be one of "ON", .*; given "maybe"$/)
})

for (const variable of ["npm_config_zmq_napi_pmg", "NPM_CONFIG_ZMQ_NAPI_PMG", "npm_config_zmq_napi_"]) {
  test(`${variable} is refused, whatever its value, and those that there are named`, async () => {
    for (const value of ["true", "", "false"]) {
      const known = options.map(([option]) => `npm_config_zmq_napi_${option.replace("-", "_")}`).join(", ")
      const message = `npm's config has no option of the build for ${variable}; there are ${known}`
      await assert.rejects(read([], { [variable]: value }), { message })
    }
  })
}

test("the system's libzmq cannot be given anything more, however it is said", async () => {
  const ways = ["--norm", "--norm=true", "-DZMQ_NAPI_NORM=ON", "-DZMQ_NAPI_NORM:BOOL=ON"]
  for (const norm of ways) {
    await assert.rejects(read(["--system-libzmq", norm]), /takes the system's libzmq as it was built; norm would/)
  }
  const environment = { npm_config_zmq_napi_norm: "true" }
  await assert.rejects(read(["--system-libzmq"], environment), /takes the system's libzmq as it was built; norm would/)
  assert.deepEqual(await definitions(["--system-libzmq", "--norm=false"], environment), ["-DZMQ_NAPI_SYSTEM_LIBZMQ=ON"])
})

test("the build script ends with the reason, before it builds", () => {
  const script = join(repository, "scripts", "build.mjs")
  const { status, stderr, stdout } = spawnSync(process.execPath, [script, "--pmg"], { encoding: "utf8" })
  assert.match(stderr, /^\nzmq-napi: The build has no argument --pmg\. There are:\n {2}--pgm, /)
  assert.deepEqual({ status, stdout }, { status: 1, stdout: "" })
})
