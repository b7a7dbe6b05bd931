import { curveKeyPair, version } from "../index.js"

export { version }

/** The version of libzmq. */
export function zmqVersion(): string {
  return version
}

/** The two keys of a pair, in Z85, 40 characters each. */
export interface CurveKeyPair {
  /** The public key, which peers may know. */
  public: string
  /** The secret key. */
  secret: string
}

/**
 * Generates a key pair for CURVE.
 *
 * @see zmq_curve_keypair(3)
 */
export function curveKeypair(): CurveKeyPair {
  const { publicKey, secretKey } = curveKeyPair()
  return { public: publicKey, secret: secretKey }
}
