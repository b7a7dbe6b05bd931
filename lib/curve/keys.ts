import { types } from "node:util"
import { binding } from "../addon/binding.js"
import { invalidArgumentType, invalidArgumentValue, ZmqError } from "../errors/errors.js"
import { redact, redacted } from "../util/inspect.js"
import { isKey, keyBytes, keyCharacters, z85Encode } from "./z85.js"

/** The two keys of one side of CURVE connections, as Z85 of 40 characters. */
export interface CurveKeyPair {
  /** What others may know, and clients must know of their server. */
  publicKey: string
  /** What nobody else may know. */
  secretKey: string
}

/**
 * Makes a new random key pair for CURVE.
 *
 * Neither `console.log` nor `JSON.stringify` shows its secret key. It is a plain object nevertheless: a copy of it,
 * `{ ...pair }`, and what shows objects in spite of what they say (`console.dir`, `console.table`, `assert`) do show it. A
 * {@link Certificate} shows it nowhere.
 *
 * @throws ZmqError with code `ENOTSUP` where libzmq was built without CURVE.
 * @see zmq_curve_keypair(3), zmq_curve(7)
 */
export function curveKeyPair(): CurveKeyPair {
  requireCurve("zmq_curve_keypair")
  const [publicKey, secretKey] = binding.curveKeyPair()
  return redact<CurveKeyPair>({ publicKey, secretKey }, { publicKey, secretKey: redacted })
}

/**
 * The public key that belongs to a secret one, as Z85.
 *
 * @param secretKey 40 characters of Z85, or 32 bytes.
 * @throws TypeError for what is no key.
 * @throws ZmqError with code `ENOTSUP` where libzmq was built without CURVE.
 * @see zmq_curve_public(3)
 */
export function curvePublicKey(secretKey: string | Uint8Array): string {
  const key = checkKey("secretKey", secretKey)
  requireCurve("zmq_curve_public")
  return binding.curvePublicKey(key)
}

/** A key as Z85; a TypeError, which does not show it, for anything else. */
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
