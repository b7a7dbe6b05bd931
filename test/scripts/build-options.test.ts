import assert from "node:assert/strict"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { pathToFileURL } from "node:url"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

type Environment = Record<string, string | undefined>

function load(file: string) {
  return import(pathToFileURL(join(repository, "scripts", "compile", file)).href)
}

async function find(options: string[], modules: string[]): Promise<Record<string, string>> {
  const versions = new Map(modules.map((module) => [module, "1.2.3"]))
  return (await load("options.mjs")).findLibraries(options, {}, (module: string) => versions.get(module))
}

for (const [option, module] of [
  ["pgm", "openpgm-5.3"],
  ["norm", "norm"],
  ["gssapi", "mit-krb5-gssapi"],
  ["system-libzmq", "libzmq"],
] as const) {
  test(`the library that ${option} needs is found`, async () => {
    assert.deepEqual(await find([option], [module, "another"]), { [module]: "1.2.3" })
  })

  test(`without what ${option} needs, the package is named`, async () => {
    await assert.rejects(find([option], []), (error: Error) => {
      assert.match(error.message, new RegExp(`^  - ${option}: `, "m"))
      assert.match(error.message, /^On Debian and Ubuntu: apt-get install pkg-config lib\S+-dev$/m)
      return true
    })
  })
}

test("all that is lacking is named at once", async () => {
  await assert.rejects(find(["pgm", "gssapi"], []), /apt-get install pkg-config libpgm-dev libkrb5-dev/)
})

describe("what a build folder depends on", () => {
  async function settings(libraries: Record<string, string>, environment: Environment = {}): Promise<string> {
    const { settingsOf } = await load("cmake.mjs")
    return settingsOf({ root: "/root", definitions: ["-DZMQ_NAPI_PGM=ON"], libraries }, environment)
  }

  const library = { "openpgm-5.3": "5.3.128 -lpgm" }

  for (const variable of [
    "PKG_CONFIG",
    "PKG_CONFIG_PATH",
    "PKG_CONFIG_LIBDIR",
    "PKG_CONFIG_SYSROOT_DIR",
    "CMAKE_PREFIX_PATH",
  ]) {
    test(`${variable}, where libraries of the system are taken, and only there`, async () => {
      const environment = { [variable]: "/opt/somewhere" }
      assert.notEqual(await settings(library, environment), await settings(library))
      assert.equal(await settings({}, environment), await settings({}))
    })
  }

  test("the compiler", async () => {
    assert.notEqual(await settings({}, { CC: "clang" }), await settings({}))
  })

  test("the version and the flags of a library", async () => {
    for (const answer of ["5.3.129 -lpgm", "5.3.128 -DDRAFT -lpgm"]) {
      assert.notEqual(await settings({ "openpgm-5.3": answer }), await settings(library))
    }
    assert.equal(await settings({ ...library }), await settings(library))
  })
})

describe("what pkg-config says", { skip: process.platform === "win32" }, () => {
  const scratch = folderForTests().path

  /** A folder with a libzmq of that version for pkg-config. */
  function folder(version: string, flags = ""): string {
    const place = join(scratch, version + flags)
    mkdirSync(place)
    const text = `Name: libzmq\nDescription: none\nVersion: ${version}\nCflags: ${flags}\nLibs: -lzmq\n`
    writeFileSync(join(place, "libzmq.pc"), text)
    return place
  }

  async function ask(environment: Environment): Promise<Record<string, string>> {
    return (await load("options.mjs")).findLibraries(["system-libzmq"], { ...process.env, ...environment })
  }

  test("pkg-config's version and flags, by the environment of the build", async () => {
    assert.deepEqual(await ask({ PKG_CONFIG_PATH: folder("98.7.6") }), { libzmq: "98.7.6 -lzmq" })
    assert.deepEqual(await ask({ PKG_CONFIG_PATH: folder("98.7.5", "-DZMQ_BUILD_DRAFT_API") }), {
      libzmq: "98.7.5 -DZMQ_BUILD_DRAFT_API -lzmq",
    })
  })

  test("the program is the one that PKG_CONFIG names, as it is for CMake", async () => {
    const program = join(scratch, "another-pkg-config")
    writeFileSync(program, '#!/bin/sh\n[ "$1" = --modversion ] && echo 1.0 || echo -lanother\n', { mode: 0o755 })
    assert.deepEqual(await ask({ PKG_CONFIG: program }), { libzmq: "1.0 -lanother" })
    await assert.rejects(ask({ PKG_CONFIG: join(scratch, "none") }), /apt-get install pkg-config libzmq3-dev/)
  })
})
