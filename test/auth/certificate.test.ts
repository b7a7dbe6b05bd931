import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { describe, test } from "node:test"
import { format, inspect } from "node:util"
import { Certificate, type CertificateInit, curveKeyPair, z85Decode } from "#lib/index"
import { SeededRandom } from "../support/seeded-random"
import { TemporaryFolder } from "../support/temporary-folder"

const keyPair = curveKeyPair()
const other = curveKeyPair()

describe("made of keys", () => {
  test("generated: a pair that belongs together", () => {
    const certificate = Certificate.generate({ name: "pump 7" })
    assert.deepEqual(new Certificate({ secretKey: certificate.secretKey }).publicKey, certificate.publicKey)
    assert.deepEqual(certificate.metadata, { name: "pump 7" })
    assert.notEqual(Certificate.generate().publicKey, certificate.publicKey)
  })

  test("a certificate can be made of texts or bytes, of one key or both", () => {
    assert.equal(new Certificate({ secretKey: z85Decode(keyPair.secretKey) }).publicKey, keyPair.publicKey)
    assert.equal(new Certificate({ publicKey: z85Decode(keyPair.publicKey) }).publicKey, keyPair.publicKey)
    assert.equal(new Certificate({ publicKey: keyPair.publicKey }).secretKey, null)
    assert.equal(new Certificate(keyPair).secretKey, keyPair.secretKey)
  })

  for (const [name, init, code] of [
    ["nothing", undefined, "ERR_INVALID_ARG_TYPE"],
    ["no key", {}, "ERR_INVALID_ARG_TYPE"],
    ["a wrong key", { publicKey: keyPair.publicKey.slice(1) }, "ERR_INVALID_ARG_VALUE"],
    ["a wrong secret key", { secretKey: `${keyPair.secretKey} ` }, "ERR_INVALID_ARG_VALUE"],
    ["keys of two pairs", { publicKey: other.publicKey, secretKey: keyPair.secretKey }, "ERR_INVALID_ARG_VALUE"],
    ["metadata that is text", { ...keyPair, metadata: "name" }, "ERR_INVALID_ARG_TYPE"],
    ["metadata that is a number", { ...keyPair, metadata: { age: 7 } }, "ERR_INVALID_ARG_TYPE"],
    ["metadata with a line break", { ...keyPair, metadata: { name: 'a"\ncurve' } }, "ERR_INVALID_ARG_VALUE"],
    ["metadata with both quotes", { ...keyPair, metadata: { name: `"'` } }, "ERR_INVALID_ARG_VALUE"],
    ["metadata named as a key is", { ...keyPair, metadata: { "secret-key": "x" } }, "ERR_INVALID_ARG_VALUE"],
    ["a name with a space", { ...keyPair, metadata: { "my name": "a" } }, "ERR_INVALID_ARG_VALUE"],
  ] as const) {
    test(`${name} is refused, and no secret is shown`, () => {
      assert.throws(
        () => new Certificate(init as unknown as CertificateInit),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, code)
          assert.ok(!inspect(error).includes(keyPair.secretKey))
          return error instanceof TypeError
        },
      )
    })
  }

  test("the secret key is not shown", () => {
    const certificate = new Certificate({ ...keyPair, metadata: { name: "a" } })
    const texts = [
      inspect(certificate, { showHidden: true, depth: 9 }),
      inspect({ deep: [{ certificate }] }, { depth: 9 }),
      format("%o", certificate),
      String(certificate),
      JSON.stringify({ certificate }),
    ]
    for (const text of texts) assert.ok(!text.includes(keyPair.secretKey), text)
    assert.match(inspect(certificate), /^Certificate \{[\s\S]*secretKey: '\[secret\]'/)
    assert.match(inspect(new Certificate({ publicKey: keyPair.publicKey })), /secretKey: null/)
  })
})

/** Both ways to read and write. */
const ways = [
  {
    name: "asynchronously",
    read: Certificate.read,
    write: (certificate: Certificate, path: string) => certificate.write(path),
  },
  {
    name: "synchronously",
    read: async (...parameters: Parameters<typeof Certificate.readSync>) => Certificate.readSync(...parameters),
    write: async (certificate: Certificate, path: string) => certificate.writeSync(path),
  },
]

for (const { name: way, read, write } of ways) {
  describe(`files, ${way}`, () => {
    test("what is written is read again, and only the owner may read the secret", async () => {
      using folder = new TemporaryFolder()
      const metadata = { name: "Zoë's \\ # pump", "e-mail": 'a "b" c', empty: "" }
      await write(new Certificate({ ...keyPair, metadata }), folder.file("pump"))
      assert.deepEqual(readdirSync(folder.path).sort(), ["pump", "pump_secret"])
      assert.equal(statSync(folder.file("pump_secret")).mode & 0o777, 0o600)
      assert.ok(!readFileSync(folder.file("pump"), "utf8").includes(keyPair.secretKey))

      const known = await read(folder.file("pump"))
      assert.deepEqual(known.toJSON(), { publicKey: keyPair.publicKey, secretKey: null, metadata })
      const secret = await read(folder.file("pump_secret"))
      assert.deepEqual([secret.publicKey, secret.secretKey], [keyPair.publicKey, keyPair.secretKey])
      assert.deepEqual(secret.metadata, metadata)
    })

    test("a certificate without a secret key writes the public file alone", async () => {
      using folder = new TemporaryFolder()
      await write(new Certificate({ publicKey: keyPair.publicKey }), folder.file("pump"))
      assert.deepEqual(readdirSync(folder.path), ["pump"])
    })

    test("a file that was there is replaced, with the permissions of a new one", async () => {
      using folder = new TemporaryFolder()
      writeFileSync(folder.file("pump_secret"), "old", { mode: 0o666 })
      await write(new Certificate(keyPair), folder.file("pump"))
      assert.equal(statSync(folder.file("pump_secret")).mode & 0o777, 0o600)
      assert.equal((await read(folder.file("pump_secret"))).secretKey, keyPair.secretKey)
    })

    test("when it cannot be written, nothing is left behind", async () => {
      using folder = new TemporaryFolder()
      await assert.rejects(write(new Certificate(keyPair), folder.file("no/such")), { code: "ENOENT" })
      mkdirSync(folder.file("pump_secret"))
      await assert.rejects(write(new Certificate(keyPair), folder.file("pump")), { code: "EISDIR" })
      assert.deepEqual(readdirSync(folder.path), ["pump_secret"])
    })

    for (const mode of [0o604, 0o602, 0o666, 0o601]) {
      test(`a secret file that others can read (${mode.toString(8)}) is refused, unless that is allowed`, async () => {
        using folder = new TemporaryFolder()
        const path = folder.file("pump_secret")
        await write(new Certificate(keyPair), folder.file("pump"))
        chmodSync(path, mode)
        await assert.rejects(read(path), (error: Error & { code?: string }) => {
          assert.equal(error.code, "EACCES")
          assert.match(error.message, /^Everybody on this machine can read or change the secret key in .*chmod 600/)
          return !inspect(error).includes(keyPair.secretKey)
        })
        const warned = new Promise<Error>((resolve) => process.once("warning", resolve))
        assert.equal((await read(path, { allowInsecure: true })).secretKey, keyPair.secretKey)
        const warning = await warned
        assert.equal(warning.name, "ZmqSecurityWarning")
        assert.match(warning.message, new RegExp(`pump_secret \\(mode 0${mode.toString(8)}\\)$`))
      })
    }

    for (const mode of [0o400, 0o600, 0o440, 0o660]) {
      test(`a secret file of the owner, or of a group (${mode.toString(8)}), is read`, async () => {
        using folder = new TemporaryFolder()
        await write(new Certificate(keyPair), folder.file("pump"))
        chmodSync(folder.file("pump_secret"), mode)
        assert.equal((await read(folder.file("pump_secret"))).secretKey, keyPair.secretKey)
      })
    }

    test("the permissions are those of the file, not of a link to it", async () => {
      using folder = new TemporaryFolder()
      await write(new Certificate(keyPair), folder.file("pump"))
      symlinkSync("pump_secret", folder.file("link"))
      assert.equal((await read(folder.file("link"))).secretKey, keyPair.secretKey)
    })

    test("a path that is not a file is refused, and a pipe does not block", async () => {
      using folder = new TemporaryFolder()
      await assert.rejects(read(folder.file("nothing")), { code: "ENOENT" })
      await assert.rejects(read(folder.path), { code: "EINVAL", message: /is no regular file$/ })
      assert.equal(spawnSync("mkfifo", [folder.file("pipe")]).status, 0)
      await assert.rejects(read(folder.file("pipe")), { code: "EINVAL", message: /is no regular file$/ })
      writeFileSync(folder.file("large"), Buffer.alloc(65_537, 0x20))
      await assert.rejects(read(folder.file("large")), { code: "EINVAL", message: /65537 bytes, more than 65536$/ })
    })

    test("arguments are checked", async () => {
      const wrongType = { code: "ERR_INVALID_ARG_TYPE" }
      await assert.rejects(async () => read(7 as never), wrongType)
      await assert.rejects(async () => read("a", 7 as never), wrongType)
      await assert.rejects(async () => read("a", { allowInsecure: 1 as never }), wrongType)
      await assert.rejects(async () => write(new Certificate(keyPair), 7 as never), wrongType)
    })
  })
}

describe("files written by others", () => {
  const read = (text: string | Buffer) => {
    using folder = new TemporaryFolder()
    const path = folder.file("certificate")
    writeFileSync(path, text, { mode: 0o600 })
    return Certificate.readSync(path)
  }
  const keys = `    public-key = "${keyPair.publicKey}"\n`

  for (const [name, text, metadata] of [
    ["comments, blank lines and line ends of two bytes", `# c\r\n\r\nmetadata\r\ncurve\r\n${keys}\r\n`, {}],
    ["no metadata", `curve\n${keys}`, {}],
    [
      "sections in the other order, and others",
      `curve\n${keys}context\n    iothreads = 1\nmetadata\n    a = b\n`,
      { a: "b" },
    ],
    ["tabs, other quotes and no spaces", `curve\n\tpublic-key='${keyPair.publicKey}'  # mine\n`, {}],
    [
      "no quotes around metadata",
      `metadata\n    a = b#c d # comment\n    e =\n    f\ncurve\n${keys}`,
      { a: "b#c d", e: "", f: "" },
    ],
    ["a mark in front, as editors of Windows make it", `\uFEFFmetadata\n    a = b\ncurve\n${keys}`, { a: "b" }],
    ["a comment with an equals sign behind a section", `metadata\n    a = b\ncurve # keys = x\n${keys}`, { a: "b" }],
    ["properties outside of sections", `version = 1\ncurve\n${keys}`, {}],
    [
      "names that we would not write",
      `metadata\n    my name = x\n    public-key = x\n    ok = y\ncurve\n${keys}`,
      { ok: "y" },
    ],
  ] as const) {
    test(`a file with ${name} is read`, () => {
      const certificate = read(text)
      assert.equal(certificate.publicKey, keyPair.publicKey)
      assert.deepEqual(certificate.metadata, metadata)
    })
  }

  for (const [name, text, message] of [
    ["nothing", "", /it has no public-key in a section curve$/],
    ["no section", keys, /line 1 is indented, but in no section$/],
    ["another section", `metadata\n${keys}`, /it has no public-key/],
    ["a key that is too short", 'curve\n    public-key = "abc"\n', /its public-key is not 40 characters of Z85$/],
    ["two keys", `curve\n${keys}${keys}`, /line 3 has a name for the second time$/],
    ["a quote without an end", `curve\n    public-key = "${keyPair.publicKey}\n`, /line 2 has a quote without an end/],
    ["text behind a quote", `curve\n    public-key = "${keyPair.publicKey}" x\n`, /line 2 has a quote/],
    ["a line without a name", "curve\n    = x\n", /line 2 has no name$/],
    ["a wrong secret key", `curve\n${keys}    secret-key = "${keyPair.secretKey.slice(1)}"\n`, /its secret-key is not/],
    [
      "another's secret key",
      `curve\n${keys}    secret-key = "${other.secretKey}"\n`,
      /does not belong to its secret-key$/,
    ],
    ["bytes that are no text", Buffer.from([0xff, 0xfe]), /it is not UTF-8$/],
  ] as const) {
    test(`a file with ${name} is refused, and no secret is shown`, () => {
      assert.throws(
        () => read(text),
        (error: Error & { code?: string }) => {
          assert.equal(error.code, "EINVAL")
          assert.match(error.message, /^Not a certificate: /)
          assert.match(error.message, message)
          for (const secret of [keyPair.secretKey.slice(1), other.secretKey])
            assert.ok(!inspect(error).includes(secret))
          return true
        },
      )
    })
  }

  test("damaged at random: a certificate, or EINVAL, and nothing else", () => {
    const random = new SeededRandom(7)
    const whole = Buffer.from(
      `# a\nmetadata\n    name = "x"\ncurve\n${keys}    secret-key = "${keyPair.secretKey}"\n`.repeat(1),
    )
    const interesting = Buffer.from(" \t\n\r\0\"'=#ac\xff", "latin1")
    let refused = 0
    for (let round = 0; round < 2000; round++) {
      const bytes = Buffer.from(whole.subarray(0, random.below(4) === 0 ? random.below(whole.length) : whole.length))
      for (let change = random.below(4); change > 0 && bytes.length > 0; change--) {
        bytes[random.below(bytes.length)] = random.pick([...interesting])
      }
      try {
        assert.equal(read(bytes).publicKey.length, 40)
      } catch (error) {
        assert.equal((error as { code: string }).code, "EINVAL")
        refused += 1
      }
    }
    assert.ok(refused > 500)
  })
})
