// What stands in an .npmrc reaches the build script: npm itself is started, and nothing is built.
import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { pathToFileURL } from "node:url"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

const skip = process.platform === "win32" && "needs symbolic links"
const scratch = folderForTests().path
const argumentsModule = pathToFileURL(join(repository, "scripts", "compile", "arguments.mjs")).href

/** A project that has this package installed, and a script that prints what the build script would make of npm's config. */
function makeProject(name: string, npmrc: string): string {
  const folder = join(scratch, name)
  mkdirSync(join(folder, "node_modules", ".bin"), { recursive: true })
  symlinkSync(repository, join(folder, "node_modules", "zmq-napi"))
  symlinkSync(join("..", "zmq-napi", "scripts", "build.mjs"), join(folder, "node_modules", ".bin", "zmq-napi-build"))
  writeFileSync(join(folder, ".npmrc"), npmrc)
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, scripts: { options: "node options.mjs" } }),
  )
  writeFileSync(
    join(folder, "options.mjs"),
    `import { readArguments } from ${JSON.stringify(argumentsModule)}
    console.log(readArguments([], process.env).options.join())`,
  )
  return folder
}

function run(folder: string, command: string, parameters: string[], variables: Record<string, string> = {}) {
  // Not what the npm that runs the tests has for its children.
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))
  return spawnSync(command, parameters, {
    cwd: folder,
    env: { ...Object.fromEntries(own), npm_config_update_notifier: "false", ...variables },
    encoding: "utf8",
  })
}

for (const [npmrc, options] of [
  ["zmq-napi-pgm=true", "pgm"],
  ["zmq-napi-pgm", "pgm"],
  ["zmq-napi-pgm=1\nzmq-napi-gssapi=true", "pgm,gssapi"],
  ["zmq-napi-system-libzmq=true\nzmq-napi-pgm=false", "system-libzmq"],
  ["zmq-napi-pgm=false", ""],
  ["zmq-napi-pgm=null", ""],
  ["zmq-napi-pgm=0", ""],
  ["zmq-napi-pgm=", ""],
] as const) {
  test(`an .npmrc of ${JSON.stringify(npmrc)} asks for ${options || "nothing"}`, { skip }, () => {
    const folder = makeProject(npmrc.replace(/\W/g, "-"), npmrc)
    const { stdout, stderr } = run(folder, "npm", ["run", "--silent", "options"])
    assert.equal(stdout, `${options}\n`, stderr)
  })
}

test("npm's config is what npm says it is: the environment before an .npmrc, the command line before both", {
  skip,
}, () => {
  const folder = makeProject("precedence", "zmq-napi-pgm=true")
  const ask = (parameters: string[], variables = {}) =>
    run(folder, "npm", ["run", "--silent", "options", ...parameters], variables).stdout
  assert.equal(ask([]), "pgm\n")
  for (const variable of ["npm_config_zmq_napi_pgm", "NPM_CONFIG_ZMQ_NAPI_PGM"]) {
    assert.equal(ask([], { [variable]: "false" }), "\n")
    assert.equal(ask(["--zmq-napi-pgm"], { [variable]: "false" }), "pgm\n")
    assert.equal(ask(["--no-zmq-napi-pgm"], { [variable]: "true" }), "\n")
  }
})

test("npx zmq-napi-build gets npm's config", { skip }, () => {
  // Two options that contradict each other, so that it ends before it builds.
  const folder = makeProject("npx", "zmq-napi-system-libzmq=true\nzmq-napi-norm=true")
  const { status, stderr } = run(folder, "npx", ["zmq-napi-build"])
  assert.match(stderr, /^zmq-napi: --system-libzmq takes the system's libzmq as it was built; norm would/m)
  assert.equal(status, 1)
})

test("npx zmq-napi-build refuses a name in an .npmrc that is no option", { skip }, () => {
  const { status, stderr } = run(makeProject("typo", "zmq-napi-pmg=true"), "npx", ["zmq-napi-build"])
  assert.match(stderr, /^zmq-napi: npm's config has no option of the build for npm_config_zmq_napi_pmg; there are /m)
  assert.equal(status, 1)
})
