// Programs that are typed for `zeromq` 6 compile with ours in its place, by the compilers that zeromq's users have: also by
// old ones, whose libraries lack types that ours have, and by every way in which they find a package.
import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { type Compiler, compile, type Resolution, root } from "../compile"

function read(folder: string): [name: string, text: string][] {
  const path = join(root, "test", "dropin", folder)
  return readdirSync(path).map((name) => [`${folder}-${name}`, readFileSync(join(path, name), "utf8")])
}

/** What cannot be said there, of any package: the default of what is CommonJS, and `require`. */
const foreign: Partial<Record<Resolution, RegExp>> = { node: /\.mts$/, bundler: /-required\.ts$/ }

/** @param except Programs that this compiler does not take. */
export function testCompiler(name: string, resolutions: Resolution[], except: string[] = []): void {
  const ts: Compiler = require(name)
  for (const resolution of resolutions) {
    test(`TypeScript ${ts.version}, moduleResolution ${resolution}`, () => {
      const programs = new Map([...read("programs"), ...read("types")].filter(([file]) => !except.includes(file)))
      for (const file of programs.keys()) if (foreign[resolution]?.test(file)) programs.delete(file)
      assert.ok(programs.size > 15)
      assert.deepEqual(compile(ts, programs, "ours", resolution), [])
    })
  }
}
