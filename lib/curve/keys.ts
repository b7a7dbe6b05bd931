import { types } from "node:util"
import { binding } from "../addon/binding.js"
import { invalidArgumentType, invalidArgumentValue, ZmqError } from "../errors/errors.js"
import { redact, redacted } from "../util/inspect.js"
import { isKey, keyBytes, keyCharacters, z85Encode } from "./z85.js"

/** The CURVE key pair of a client or server; each key is 40 characters of Z85. */
export interface CurveKeyPair {
  /** May be known to everybody; a client must know the public key of its server. */
  publicKey: string
  /** Must be known to its owner only. */
  secretKey: string
}

/**
 * Makes a new random key pair for CURVE.
 *
 * Neither `console.log` nor `JSON.stringify` shows the secret key. The pair is a plain object, though: a copy of it,
 * `{ ...pair }`, shows the secret key, and so do functions that ignore custom inspection
 * (`console.dir`, `console.table`, `assert`). A {@link Certificate} never shows it.
 *
 * @throws ZmqError with code `ENOTSUP` if libzmq was built without CURVE.
 * @see zmq_curve_keypair(3), zmq_curve(7)
 */
export function curveKeyPair(): CurveKeyPair {
  requireCurve("zmq_curve_keypair")
  const [publicKey, secretKey] = binding.curveKeyPair()
  return redact<CurveKeyPair>({ publicKey, secretKey }, { publicKey, secretKey: redacted })
}

/**
 * Computes the public key that belongs to a secret key, as Z85.
 *
 * @param secretKey 40 characters of Z85, or 32 bytes.
 * @throws TypeError for an invalid key.
 * @throws ZmqError with code `ENOTSUP` if libzmq was built without CURVE.
 * @see zmq_curve_public(3)
 */
export function curvePublicKey(secretKey: string | Uint8Array): string {
  const key = checkKey("secretKey", secretKey)
  requireCurve("zmq_curve_public")
  return binding.curvePublicKey(key)
}

/** Returns the key as Z85. Throws a TypeError, which does not show the value, if it is not a key. */
export function checkKey(name: string, key: unknown): string {
  const expected = `a key: ${keyCharacters} characters of Z85, or ${keyBytes} bytes`
  if (typeof key === "string") {
    if (isKey(key)) return key
  } else if (!types.isUint8Array(key)) {
    throw invalidArgumentType(name, expected, key, true)
  } else if (key.length === keyBytes) {
    return z85Encode(key)
  }
  throw invalidArgumentValue(name, expected, key, true)
}

function requireCurve(syscall: string): void {
  if (binding.has("curve")) return
  throw new ZmqError("ENOTSUP", `This libzmq ${binding.version} was built without CURVE`, { syscall })
}
