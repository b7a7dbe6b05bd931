import assert from "node:assert/strict"
import { createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto"
import { describe, mock, test } from "node:test"
import { format, inspect } from "node:util"
import { binding } from "#lib/addon/binding"
import { curveKeyPair, curvePublicKey, z85Decode, z85Encode } from "#lib/index"

/** As in zmq_curve(7). */
const server = {
  publicKey: "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
  secretKey: "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6",
}

describe("key pairs", () => {
  test("each is different, and its two keys belong together", () => {
    const pairs = Array.from({ length: 20 }, curveKeyPair)
    for (const { publicKey, secretKey } of pairs) {
      assert.equal(z85Decode(publicKey).length, 32)
      assert.equal(z85Decode(secretKey).length, 32)
      assert.equal(curvePublicKey(secretKey), publicKey)
    }
    assert.equal(new Set(pairs.flatMap(({ publicKey, secretKey }) => [publicKey, secretKey])).size, 40)
  })

  test("key pairs have the two properties that `zeromq` gives them, and a copy is a plain object", () => {
    const pair = curveKeyPair()
    assert.deepEqual(Object.keys(pair), ["publicKey", "secretKey"])
    assert.deepEqual(pair, { publicKey: pair.publicKey, secretKey: pair.secretKey })
    assert.deepEqual(JSON.parse(JSON.stringify({ ...pair })), structuredClone(pair))
    assert.equal(structuredClone(pair).secretKey, pair.secretKey)
  })

  test("the secret key is not shown", () => {
    const pair = curveKeyPair()
    for (const text of [
      inspect(pair),
      inspect([{ pair }], { depth: 9 }),
      format("%o", pair),
      JSON.stringify({ pair }),
    ]) {
      assert.ok(!text.includes(pair.secretKey), text)
      assert.match(text, /\[secret\]/)
    }
    assert.match(inspect(pair), /publicKey/)
  })
})

describe("the public key of a secret one", () => {
  test("the example of zmq_curve(7), from Z85 and from bytes", () => {
    assert.equal(curvePublicKey(server.secretKey), server.publicKey)
    assert.equal(curvePublicKey(z85Decode(server.secretKey)), server.publicKey)
  })

  test("the same public key as another implementation of X25519", () => {
    const { privateKey } = generateKeyPairSync("x25519")
    const jwk = privateKey.export({ format: "jwk" })
    const secret = Buffer.from(jwk.d!, "base64url")
    assert.equal(curvePublicKey(secret), z85Encode(Buffer.from(jwk.x!, "base64url")))
    assert.ok(diffieHellman({ privateKey, publicKey: createPublicKey(privateKey) }))
  })

  for (const [name, value, code] of [
    ["a key that is too short", server.secretKey.slice(1), "ERR_INVALID_ARG_VALUE"],
    ["a key with a wrong character", `~${server.secretKey.slice(1)}`, "ERR_INVALID_ARG_VALUE"],
    ["a key that overflows", `#####${server.secretKey.slice(5)}`, "ERR_INVALID_ARG_VALUE"],
    ["31 bytes", Buffer.alloc(31, 1), "ERR_INVALID_ARG_VALUE"],
    ["no key", undefined, "ERR_INVALID_ARG_TYPE"],
    ["an object with the key", { secretKey: server.secretKey }, "ERR_INVALID_ARG_TYPE"],
  ] as const) {
    test(`${name} is refused, and not shown`, () => {
      assert.throws(
        () => curvePublicKey(value as string),
        (error: Error & { code?: string }) => {
          assert.equal(error.name, "TypeError")
          assert.equal(error.code, code)
          assert.match(error.message, /^"secretKey" must be a key: 40 characters of Z85, or 32 bytes; got /)
          assert.ok(!inspect(error).includes(server.secretKey.slice(6)))
          return true
        },
      )
    })
  }
})

test("without CURVE in libzmq both functions say so", () => {
  const has = mock.method(binding, "has", () => false)
  try {
    const lacking = { name: "ZmqError", code: "ENOTSUP", message: /^This libzmq 4\.\d+\.\d+ was built without CURVE$/ }
    assert.throws(() => curveKeyPair(), { ...lacking, syscall: "zmq_curve_keypair" })
    assert.throws(() => curvePublicKey(server.secretKey), { ...lacking, syscall: "zmq_curve_public" })
  } finally {
    has.mock.restore()
  }
})
