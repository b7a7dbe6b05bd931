// No error shows a secret: a key, a password, or what a program gave in the place of one by mistake.
import assert from "node:assert/strict"
import { writeFileSync } from "node:fs"
import { test } from "node:test"
import { inspect } from "node:util"
import { readAdmission } from "#lib/auth/credentials"
import {
  Authenticator,
  Certificate,
  Context,
  curvePublicKey,
  Dealer,
  device,
  type SocketOptionName,
  z85Decode,
  z85Encode,
} from "#lib/index"
import { socketOptions } from "#lib/options/table"
import { CurveKeyOption } from "#lib/options/text"
import { TemporaryFolder } from "../support/temporary-folder"

const word = "hunter2"
/** As text, in hexadecimal digits and in decimal ones, as `inspect` shows bytes. */
const forms = [word, Buffer.from(word).toString("hex"), [...Buffer.from(word).subarray(0, 3)].join(", ")]

class Hunter2 {
  readonly password = word
}

/** Whatever could be given in the place of a key or password, none of which is one. */
const mistaken: Record<string, unknown> = {
  "a text with NUL": `${word}\0`,
  "a text that is too long": word.repeat(100),
  "bytes with NUL": Buffer.from(`${word}\0`),
  "bytes that are too many": Buffer.from(word.repeat(100)),
  "another view": new DataView(new TextEncoder().encode(`${word}\0`).buffer),
  "an ArrayBuffer": new TextEncoder().encode(word).buffer,
  "an array": [word],
  "an object": { [word]: word },
  "an instance": new Hunter2(),
  "a Map": new Map([[word, word]]),
  "a function": Object.defineProperty(() => word, "name", { value: word }),
  "a symbol": Symbol(word),
  "an error": new Error(word),
}

function assertSilent(error: unknown, what: string): true {
  assert.ok(error instanceof Error, what)
  const cause = error.cause === undefined ? "" : inspect(error.cause)
  // A stack quotes no values, but for its first lines, which are the message.
  const shown = `${error.message} ${String(error)} ${JSON.stringify(error)} ${inspect(error)} ${error.stack} ${cause}`
  for (const form of forms) assert.ok(!shown.toLowerCase().includes(form), `${what}: ${error.message}`)
  assert.doesNotMatch(error.message, /\ba (object|undefined|null|array|instance)\b/, what)
  return true
}

type Give = (value: never) => unknown

/** Every place for a secret. */
const places: Record<string, Give> = {
  "curvePublicKey()": (value) => curvePublicKey(value),
  "Certificate, secretKey": (secretKey) => new Certificate({ secretKey }),
  "Certificate, publicKey": (publicKey) => new Certificate({ publicKey }),
  "configurePlain, a password": (password) => {
    if (typeof password === "string") throw new TypeError("any text is a password")
    new Authenticator().configurePlain({ users: { admin: password } })
  },
  "configurePlain, a password of a Map": (password) => {
    if (typeof password === "string") throw new TypeError("any text is a password")
    new Authenticator().configurePlain({ users: new Map([["admin", password]]) })
  },
  "configurePlain, users": (users) => {
    new Authenticator().configurePlain({ users: new Set([users]) as never })
  },
  "configureCurve, a key": (key) => new Authenticator().configureCurve({ keys: [key] }),
  "configureCurve, keys": (keys) => new Authenticator().configureCurve({ keys: Buffer.from(String(keys)) as never }),
  "the answer of a callback": (answer) => readAdmission([answer]),
  "the answer of a callback, allow": (allow) => readAdmission({ allow }),
}
for (const [name, option] of Object.entries(socketOptions)) {
  if (!option.secret && !(option instanceof CurveKeyOption)) continue
  const socket = () => new Dealer()
  places[`setOption of ${name}`] = (value) => socket().setOption(name as SocketOptionName, value)
  places[`setOption of ${option.zmq}`] = (value) => socket().setOption(option.zmq as `ZMQ_${string}`, value)
  places[`${name}, a property`] = (value) => Object.assign(socket(), { [name]: value })
  places[`${name} of a constructor`] = (value) => new Dealer({ [name]: value })
  places[`${name} of a context's socketOptions`] = (value) => new Context({ socketOptions: { [name]: value } })
  places[`${name} of a context's socketOptions, set`] = (value) => {
    new Context().socketOptions = { [name]: value }
  }
  places[`${name} of a device`] = (value) =>
    device("queue", {
      frontend: "inproc://secret",
      backend: "inproc://secret",
      options: { backend: { [name]: value } },
    })
}

test("every place in which a secret can be shown exists", () => {
  for (const name of ["plainPassword", "socksPassword", "wssKeyPem", "curveSecretKey", "curvePublicKey"]) {
    assert.ok(`${name} of a constructor` in places, name)
  }
})

for (const [place, give] of Object.entries(places)) {
  test(`${place}: a mistaken secret is refused, and not printed`, () => {
    for (const [kind, value] of Object.entries(mistaken)) {
      // A longer text is a key in PEM, and this libzmq may have no wss: that is what is said then.
      assert.throws(
        () => give(value as never),
        (error) => assertSilent(error, `${place}, ${kind}`),
      )
    }
    for (const [value, shown] of [
      [undefined, "undefined"],
      [7, "a number"],
    ] as const) {
      if (!/setOption|property/.test(place)) continue
      assert.throws(() => give(value as never), { message: new RegExp(`got ${shown}$`) }, place)
    }
  })
}

test("z85Encode() and z85Decode() show nothing of what they are given", () => {
  for (const [kind, value] of Object.entries(mistaken)) {
    if (!(value instanceof Uint8Array) || value.length % 4 !== 0) {
      assert.throws(
        () => z85Encode(value as never),
        (error) => assertSilent(error, kind),
      )
    }
    assert.throws(
      () => z85Decode(`${word}~` as never),
      (error) => assertSilent(error, kind),
    )
    if (typeof value === "string") continue
    assert.throws(
      () => z85Decode(value as never),
      (error) => assertSilent(error, kind),
    )
  }
})

test("a file that is not a certificate is refused, and not printed", () => {
  using folder = new TemporaryFolder()
  const path = folder.file("certificate")
  for (const text of [
    word,
    `curve\n    secret-key = "${word}"`,
    `curve\n    public-key = "${word}`,
    `${word} = ${word}`,
  ]) {
    writeFileSync(path, text)
    assert.throws(
      () => Certificate.readSync(path),
      (error) => assertSilent(error, text.slice(0, 5)),
    )
  }
})

test('error messages say "a" or "an" as fits the value', () => {
  using dealer = new Dealer()
  const givens: [value: unknown, words: string][] = [
    [{}, "an object"],
    [[], "an array"],
    [null, "null"],
    [undefined, "undefined"],
    [1n, "a bigint"],
    [() => 1, "a function"],
    [Symbol(), "a symbol"],
    [true, "a boolean"],
  ]
  for (const [value, words] of givens) {
    const message = new RegExp(`; got ${words}$`)
    assert.throws(() => Object.assign(dealer, { curveSecretKey: value }), { message })
    if (value !== null) assert.throws(() => Object.assign(dealer, { plainPassword: value }), { message })
  }
})
