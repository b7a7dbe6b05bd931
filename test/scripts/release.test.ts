import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, test } from "node:test"
import { folderForTests } from "../support/folder-for-tests"
import { repository } from "../support/repository"

const scratch = folderForTests().path

const changelog = (unreleased: string) => `# Changelog

What a user reads.

${unreleased}## [0.9.0] - 2020-01-02

- Something old.
`
const entries = "### Added\n\n- Something new.\n"

/** A git repository with a package of version 1.2.3 whose commands succeed, or fail with "failed". */
class Repository {
  readonly folder = mkdtempSync(join(scratch, "repository-"))

  constructor({
    unreleased = `## [Unreleased]\n\n${entries}\n`,
    check = "passes",
    tests = "passes",
    addresses = { repository: "example/stub", homepage: "https://example.org", bugs: "https://example.org" } as object,
  } = {}) {
    const script = (outcome: string) =>
      `node -e "console.log('${outcome}'); process.exitCode = ${+(outcome === "fails")}"`
    const scripts = { check: script(check), test: script(tests) }
    this.write(
      "package.json",
      `${JSON.stringify({ name: "stub", version: "1.2.3", scripts, ...addresses }, undefined, 2)}\n`,
    )
    const locked = { name: "stub", version: "1.2.3", lockfileVersion: 3, packages: { "": { version: "1.2.3" } } }
    this.write("package-lock.json", `${JSON.stringify(locked, undefined, 2)}\n`)
    this.write("CHANGELOG.md", changelog(unreleased))
    this.git("init", "--quiet", "--initial-branch=main")
    this.git("add", "--all")
    this.git("commit", "--quiet", "--message", "The state before")
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text)
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8")
  }

  git(...parameters: string[]): string {
    const { status, stdout, stderr } = this.#run("git", parameters)
    assert.equal(status, 0, stderr)
    return stdout.trim()
  }

  release(...parameters: string[]) {
    return this.#run(process.execPath, [join(repository, "scripts", "release.mjs"), ...parameters])
  }

  /** Asserts that a release fails with this message, and changes nothing. */
  refuses(parameters: string[], message: RegExp): void {
    const before = this.#state()
    const { status, stderr } = this.release(...parameters)
    assert.match(stderr, message)
    assert.equal(status, 1)
    assert.deepEqual(this.#state(), before)
  }

  /** Asserts that a release changes nothing, and returns what it prints. */
  changesNothing(parameters: string[]): string {
    const before = this.#state()
    const { status, stdout, stderr } = this.release(...parameters)
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" })
    assert.deepEqual(this.#state(), before)
    return stdout
  }

  #state() {
    return [this.git("log", "--format=%H"), this.git("tag"), this.git("status", "--porcelain")]
  }

  #run(command: string, parameters: string[]) {
    const person = { NAME: "Somebody", EMAIL: "somebody@example.org" }
    const people = ["AUTHOR", "COMMITTER"].flatMap((role) =>
      Object.entries(person).map(([name, value]) => [`GIT_${role}_${name}`, value]),
    )
    // Neither the settings of this machine nor those of the npm that runs the tests.
    const own = Object.entries(process.env).filter(([name]) => !/^(npm_|GIT_)/i.test(name))
    const env = { ...Object.fromEntries([...own, ...people]), GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" }
    return spawnSync(command, parameters, { cwd: this.folder, env, encoding: "utf8" })
  }
}

describe("a release", () => {
  const today = () => new Date().toISOString().slice(0, 10)
  const place = new Repository()
  const dates = [today()]
  const { status, stdout, stderr } = place.release("minor")
  dates.push(today())

  test("a release runs the checks and the tests first", () => {
    assert.equal(status, 0, stderr)
    assert.equal(stdout.match(/^passes$/gm)?.length, 2, stdout)
  })

  test("a release sets the version in package.json and the lockfile", () => {
    assert.equal(JSON.parse(place.read("package.json")).version, "1.3.0")
    const { version, packages } = JSON.parse(place.read("package-lock.json"))
    assert.deepEqual([version, packages[""].version], ["1.3.0", "1.3.0"])
  })

  test("a release dates the changelog's section, and begins a new one", () => {
    const expected = dates.map((date) => changelog(`## [Unreleased]\n\n## [1.3.0] - ${date}\n\n${entries}\n`))
    assert.ok(expected.includes(place.read("CHANGELOG.md")), place.read("CHANGELOG.md"))
  })

  test("a release is a commit with an annotated tag, and nothing is left over", () => {
    assert.equal(place.git("log", "--format=%s"), "Version 1.3.0\nThe state before")
    assert.equal(place.git("rev-parse", "v1.3.0^{commit}"), place.git("rev-parse", "HEAD"))
    assert.equal(place.git("cat-file", "-t", "v1.3.0"), "tag")
    assert.equal(place.git("status", "--porcelain"), "")
  })

  test("a second release is refused as long as nothing is new", () => {
    place.refuses(["patch"], /The section "Unreleased" of CHANGELOG\.md is empty/)
  })
})

test("the version is that which was named, or the next of its kind", () => {
  const place = new Repository()
  for (const [bump, version] of [
    ["patch", "1.2.4"],
    ["minor", "1.3.0"],
    ["major", "2.0.0"],
    ["1.10.0", "1.10.0"],
    ["1.2.4", "1.2.4"],
  ] as const) {
    assert.match(place.changesNothing(["--dry-run", bump]), new RegExp(`^1\\.2\\.3 -> ${version}\n`))
  }
})

test("a dry run prints the section of the changelog, runs no tests and changes nothing", () => {
  const place = new Repository({ check: "fails", tests: "fails" })
  const printed = place.changesNothing(["--dry-run", "patch"])
  assert.match(printed, /^## \[1\.2\.4\] - \d{4}-\d\d-\d\d\n\n### Added\n\n- Something new\.\n\nA dry run: /m)
})

test("a changelog whose only section is without brackets", () => {
  const place = new Repository({ unreleased: "" })
  place.write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- The first.")
  place.git("commit", "--quiet", "--all", "--message", "Another changelog")
  assert.equal(place.release("1.3.0").status, 0)
  const text = place.read("CHANGELOG.md")
  assert.match(text, /^# Changelog\n\n## \[Unreleased\]\n\n## \[1\.3\.0\] - \S+\n\n- The first\.\n$/)
})

test("--no-test leaves the tests out, but not the checks", () => {
  const place = new Repository({ tests: "fails" })
  assert.equal(place.release("patch", "--no-test").status, 0)
  assert.equal(place.git("tag"), "v1.2.4")
  new Repository({ check: "fails" }).refuses(["patch", "--no-test"], /npm run check failed; see above/)
})

describe("releases that are refused", () => {
  test("a release whose tests fail is refused", () => {
    new Repository({ tests: "fails" }).refuses(["patch"], /npm test failed; see above/)
  })

  test("a release of a tree with changes is refused", () => {
    const place = new Repository()
    place.write("new.txt", "")
    place.refuses(["patch"], /changes that are not committed:\n\?\? new\.txt/)
  })

  test("a release is refused as long as package.json does not name the project's addresses", () => {
    new Repository({ addresses: {} }).refuses(["patch"], /package\.json names no repository, no homepage, no bugs\. /)
    new Repository({ addresses: { repository: "a/b", bugs: "x" } }).refuses(["patch"], /names no homepage\. /)
  })

  test("a release of another branch is refused", () => {
    const place = new Repository()
    place.git("checkout", "--quiet", "-b", "topic")
    place.refuses(["patch"], /made of the branch main; this is topic/)
  })

  test("a release whose tag exists is refused", () => {
    const place = new Repository()
    place.git("tag", "v1.2.4")
    place.refuses(["patch"], /There is a tag v1\.2\.4 already/)
  })

  test("a release without anything in the changelog is refused", () => {
    new Repository({ unreleased: "" }).refuses(["patch"], /CHANGELOG\.md has no section "Unreleased"/)
    new Repository({ unreleased: "## Unreleased\n\n" }).refuses(["patch"], /The section "Unreleased" .* is empty/)
  })

  for (const bump of ["1.2.3", "1.2.2", "0.10.10", "1.1.9"]) {
    test(`a release of ${bump}, which does not come after 1.2.3, is refused`, () => {
      new Repository().refuses([bump], /does not come after 1\.2\.3/)
    })
  }

  for (const parameters of [[], ["patch", "minor"], ["1.3"], ["01.3.0"], ["v1.3.0"], ["next"], ["patch", "--force"]]) {
    test(`a release with the arguments "${parameters.join(" ")}" is refused`, () => {
      new Repository().refuses(parameters, /Usage: npm run release -- patch\|minor\|major\|x\.y\.z/)
    })
  }
})
