import assert from "node:assert/strict"
import fs, {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { describe, test } from "node:test"
import { CertificateFolder } from "#lib/auth/certificate-folder"
import { Certificate, curveKeyPair } from "#lib/index"
import { exactly } from "../support/elements"
import { TemporaryFolder } from "../support/temporary-folder"

function open(path: string) {
  const skipped: string[] = []
  const folder = new CertificateFolder(path, (file, error) => {
    skipped.push(`${file.slice(path.length + 1)}: ${String((error as Error).message).replace(/.*: /, "")}`)
  })
  return { folder, skipped }
}

test("every public certificate counts, whatever its name, and no other file", async () => {
  using folder = new TemporaryFolder()
  const generated = Array.from({ length: 5 }, () => Certificate.generate())
  const [one, other, hidden, nested, linked] = exactly(5, generated)
  await one.write(folder.file("one.key"))
  await other.write(folder.file("other"))
  await hidden.write(folder.file(".hidden"))
  mkdirSync(folder.file("folder"))
  await nested.write(folder.file("folder/nested"))
  symlinkSync("folder/nested", folder.file("link"))
  symlinkSync("nowhere", folder.file("broken"))
  await linked.write(folder.file("linked_secret"))
  rmSync(folder.file("linked_secret_secret"))
  const { folder: certificates, skipped } = open(folder.path)
  const found = await Promise.all(generated.map(({ publicKey }) => certificates.has(publicKey)))
  assert.deepEqual(found, [true, true, false, true, false])
  assert.deepEqual(skipped, [])
})

test("a file that is not a certificate is reported once, until it changes, and the others count", async () => {
  using folder = new TemporaryFolder()
  const good = Certificate.generate()
  await good.write(folder.file("good"))
  writeFileSync(folder.file("bad"), "nonsense")
  writeFileSync(folder.file("large"), Buffer.alloc(70_000))
  const { folder: certificates, skipped } = open(folder.path)
  for (let round = 0; round < 3; round++) assert.equal(await certificates.has(good.publicKey), true)
  const no = "it has no public-key in a section curve"
  assert.deepEqual(skipped.sort(), [`bad: ${no}`, `large: ${no}`])
  writeFileSync(folder.file("bad"), "other nonsense")
  await certificates.has(good.publicKey)
  assert.equal(skipped.length, 3)
  await good.write(folder.file("bad"))
  rmSync(folder.file("good"))
  assert.equal(await certificates.has(good.publicKey), true)
})

test("a file that was changed in place is read again, although its size and time are what they were", async () => {
  using folder = new TemporaryFolder()
  const [before, after] = [curveKeyPair().publicKey, curveKeyPair().publicKey]
  const file = folder.file("one")
  const text = (key: string) => `curve\n    public-key = "${key}"\n`
  writeFileSync(file, text(before))
  const { atime, mtime } = statSync(file)
  const { folder: certificates } = open(folder.path)
  assert.equal(await certificates.has(before), true)
  writeFileSync(file, text(after))
  utimesSync(file, atime, mtime)
  assert.equal(readFileSync(file, "utf8").length, text(before).length)
  assert.deepEqual([await certificates.has(before), await certificates.has(after)], [false, true])
})

test("each of many concurrent lookups sees the folder as it was when it was made", async () => {
  using folder = new TemporaryFolder()
  const { folder: certificates } = open(folder.path)
  const all = Array.from({ length: 40 }, () => Certificate.generate())
  const answers: Promise<boolean>[] = []
  for (const [index, certificate] of all.entries()) {
    certificate.writeSync(folder.file(`${index}`))
    answers.push(certificates.has(certificate.publicKey))
  }
  assert.ok((await Promise.all(answers)).every(Boolean))
})

for (const [method, code] of [
  ["readdir", "EMFILE"],
  ["stat", "ENFILE"],
  ["readFile", "EMFILE"],
] as const) {
  test(`without descriptors (${method}, ${code}) a lookup is undecided, and the next one looks again`, async (t) => {
    using folder = new TemporaryFolder()
    const good = Certificate.generate()
    await good.write(folder.file("good"))
    const { folder: certificates, skipped } = open(folder.path)
    const shortage = Object.assign(new Error("too many open files"), { code })
    const broken = t.mock.method(fs.promises, method, () => Promise.reject(shortage))
    await assert.rejects(certificates.has(good.publicKey), shortage)
    broken.mock.restore()
    assert.equal(await certificates.has(good.publicKey), true)
    assert.deepEqual(skipped, [])
  })
}

test("a folder that goes away and comes back", async () => {
  using folder = new TemporaryFolder()
  const certificate = Certificate.generate()
  mkdirSync(folder.file("keys"))
  const { folder: certificates } = open(folder.file("keys"))
  rmSync(folder.file("keys"), { recursive: true })
  const questions = Array.from({ length: 3 }, () => certificates.has(certificate.publicKey))
  for (const question of await Promise.allSettled(questions)) {
    assert.equal(question.status === "rejected" && question.reason.code, "ENOENT")
  }
  mkdirSync(folder.file("keys"))
  await certificate.write(folder.file("keys/one"))
  assert.equal(await certificates.has(certificate.publicKey), true)
})

describe("a folder that is being changed", () => {
  const changing = { message: /^The certificates in .* are being changed$/ }

  test("a key is found whatever its file is called, while its name changes with each look", async (t) => {
    using folder = new TemporaryFolder()
    const certificate = Certificate.generate()
    await certificate.write(folder.file("0"))
    rmSync(folder.file("0_secret"))
    const { folder: certificates } = open(folder.path)
    const { readdir } = fs.promises
    let name = 0
    const look = t.mock.method(fs.promises, "readdir", async (path: string) => {
      const names = await readdir(path)
      if (name < 2) renameSync(folder.file(`${name}`), folder.file(`${++name}`))
      return names
    })
    assert.equal(await certificates.has(certificate.publicKey), true)
    assert.equal(look.mock.callCount(), 3)
  })

  test("a lookup is undecided while it goes on, and the next one looks again", async (t) => {
    using folder = new TemporaryFolder()
    await Certificate.generate().write(folder.file("one"))
    const { folder: certificates } = open(folder.path)
    const { readdir } = fs.promises
    let count = 0
    const look = t.mock.method(fs.promises, "readdir", async (path: string) => {
      const names = await readdir(path)
      writeFileSync(folder.file(`.${count++}`), "")
      return names
    })
    await assert.rejects(certificates.has(curveKeyPair().publicKey), changing)
    look.mock.restore()
    assert.equal(await certificates.has(curveKeyPair().publicKey), false)
  })

  test("a lookup is undecided while a file in it is being written", async () => {
    using folder = new TemporaryFolder()
    const { folder: certificates } = open(folder.path)
    const late = Certificate.generate()
    writeFileSync(folder.file("late"), "curve\n    public-")
    await assert.rejects(certificates.has(late.publicKey), changing)
    await late.write(folder.file("late"))
    assert.equal(await certificates.has(late.publicKey), true)
  })

  test("a file that has not become a certificate within two seconds does not count", async (t) => {
    using folder = new TemporaryFolder()
    const { folder: certificates } = open(folder.path)
    writeFileSync(folder.file("nonsense"), "nonsense")
    t.mock.timers.enable({ apis: ["Date"], now: Date.now() + 3000 })
    assert.equal(await certificates.has(curveKeyPair().publicKey), false)
  })
})
