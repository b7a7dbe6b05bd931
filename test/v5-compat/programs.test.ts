// Programs for the v5-compat of zeromq 6 print the same with that package and with this one.
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { assertSameLines } from "../dropin/program"

const programs = join(__dirname, "programs")

for (const name of readdirSync(programs).filter((file) => file.endsWith(".js"))) {
  test(`${name}: prints the same with zeromq 6 and with this package`, () => assertSameLines(join(programs, name), 3))
}
