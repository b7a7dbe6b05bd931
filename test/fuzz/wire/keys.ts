// The credentials that get a peer in. A run has keys of its own: the target gets them on its command line.
import { curveKeyPair, z85Decode } from "#lib/index"
import { keyPairOf } from "./curve"

export interface Keys {
  server: { publicKey: string; secretKey: string }
  client: { publicKey: string; secretKey: string }
}

export const plainUser = { name: "user", password: "password" }

export function newKeys(): Keys {
  return { server: plainPair(), client: plainPair() }
}

/** A pair that JSON shows: `curveKeyPair` hides the secret key from it. */
function plainPair() {
  const { publicKey, secretKey } = curveKeyPair()
  return { publicKey, secretKey }
}

/** The client's pair, and the server's public key, for the arithmetic of CURVE. */
export function curveKeysOf({ client, server }: Keys) {
  return {
    longTerm: keyPairOf(bytesOf(client.publicKey), bytesOf(client.secretKey)),
    serverKey: bytesOf(server.publicKey),
  }
}

function bytesOf(key: string): Buffer {
  return Buffer.from(z85Decode(key))
}
