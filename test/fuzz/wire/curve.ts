// A CURVE client whose steps can be wrong in any field: RFC 26, with the boxes of NaCl.
import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from "node:crypto"
import nacl from "tweetnacl"
import type { InitiateFault } from "./case"

// tweetnacl's types leave it out.
const { lowlevel } = nacl as unknown as {
  lowlevel: { crypto_core_hsalsa20(out: Uint8Array, input: Uint8Array, key: Uint8Array, constant: Uint8Array): void }
}

const privatePrefix = Buffer.from("302e020100300506032b656e04220420", "hex")
const publicPrefix = Buffer.from("302a300506032b656e032100", "hex")

export interface KeyPair {
  public: Buffer
  secret: KeyObject
}

function newKeyPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync("x25519")
  return { public: publicKey.export({ format: "der", type: "spki" }).subarray(-32), secret: privateKey }
}

/** A key pair as libzmq has it. */
export function keyPairOf(publicKey: Buffer, secretKey: Buffer): KeyPair {
  const der = Buffer.concat([privatePrefix, secretKey])
  return { public: publicKey, secret: createPrivateKey({ key: der, format: "der", type: "pkcs8" }) }
}

/** The key of the boxes between two key pairs. Node's own arithmetic takes a tenth of the time of tweetnacl's. */
function sharedKey(own: KeyPair, other: Buffer): Uint8Array {
  const publicKey = createPublicKey({ key: Buffer.concat([publicPrefix, other]), format: "der", type: "spki" })
  const shared = diffieHellman({ privateKey: own.secret, publicKey })
  const key = new Uint8Array(32)
  lowlevel.crypto_core_hsalsa20(key, new Uint8Array(16), shared, sigma)
  return key
}

const sigma = Buffer.from("expand 32-byte k")

const box = (plain: Buffer, nonce: Buffer, key: Uint8Array) =>
  Buffer.from(nacl.secretbox(new Uint8Array(plain), new Uint8Array(nonce), key))

function counter(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt.asUintN(64, BigInt(value)))
  return bytes
}

// The same for all connections: the server makes new keys for each.
const transient = newKeyPair()

/** The client's end of one connection. */
export class CurveClient {
  readonly #longTerm: KeyPair
  readonly #serverKey: Buffer
  #key = new Uint8Array(32)
  #cookie: Buffer = Buffer.alloc(96)
  #serverTransient: Buffer = Buffer.alloc(32)
  #nonce = 1

  constructor(longTerm: KeyPair, serverKey: Buffer) {
    this.#longTerm = longTerm
    this.#serverKey = serverKey
  }

  /** The body of HELLO. */
  hello(): Buffer {
    const nonce = counter(this.#nonce++)
    const key = sharedKey(transient, this.#serverKey)
    const signature = box(Buffer.alloc(64), Buffer.concat([Buffer.from("CurveZMQHELLO---"), nonce]), key)
    return Buffer.concat([Buffer.from("\x05HELLO\x01\0"), Buffer.alloc(72), transient.public, nonce, signature])
  }

  /** Reads the body of WELCOME; without a good one, the client goes on with keys that are wrong. */
  welcome(body: Buffer): void {
    if (body.length !== 168) return
    const nonce = Buffer.concat([Buffer.from("WELCOME-"), body.subarray(8, 24)])
    const key = sharedKey(transient, this.#serverKey)
    const plain = nacl.secretbox.open(new Uint8Array(body.subarray(24)), new Uint8Array(nonce), key)
    if (plain === null) return
    this.#serverTransient = Buffer.from(plain.subarray(0, 32))
    this.#cookie = Buffer.from(plain.subarray(32))
    this.#key = sharedKey(transient, this.#serverTransient) as Uint8Array<ArrayBuffer>
  }

  /** The body of INITIATE. */
  initiate(metadata: Buffer, fault: InitiateFault): Buffer {
    const own = fault === "key" ? newKeyPair() : this.#longTerm
    const vouchNonce = Buffer.alloc(16, 7)
    const keys = fault === "vouch" ? Buffer.alloc(64) : Buffer.concat([transient.public, this.#serverKey])
    const vouchKey = this.#cookie.every((byte) => byte === 0) ? this.#key : sharedKey(own, this.#serverTransient)
    const vouch = box(keys, Buffer.concat([Buffer.from("VOUCH---"), vouchNonce]), vouchKey)
    const nonce = counter(this.#nonce++)
    const plain = Buffer.concat([own.public, vouchNonce, vouch, metadata])
    const sealed = box(plain, Buffer.concat([Buffer.from("CurveZMQINITIATE"), nonce]), this.#key)
    const cookie = fault === "cookie" ? Buffer.alloc(96, 1) : this.#cookie
    const sent = fault === "nonce" ? counter(0) : nonce
    const body = Buffer.concat([Buffer.from("\x08INITIATE"), cookie, sent, sealed])
    return fault === "short" ? body.subarray(0, 100 + (metadata.length % 150)) : body
  }

  /** The body of MESSAGE. */
  message(plain: Buffer, step: number): Buffer {
    const nonce = counter(this.#nonce)
    this.#nonce += step
    const sealed = box(plain, Buffer.concat([Buffer.from("CurveZMQMESSAGEC"), nonce]), this.#key)
    return Buffer.concat([Buffer.from("\x07MESSAGE"), nonce, sealed])
  }
}
