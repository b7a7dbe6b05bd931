import { curveKeyPair } from "zeromq"
import type { Exchange } from "../exchange"
import type { PlannedCell } from "../plan"
import { awaited, client, contender, server, type Use } from "./contenders"

const size = 1024
const uses: readonly Use[] = [awaited[0]!, { driver: "zmq-napi", style: "batch" }, ...awaited.slice(1)]

export function curve(): PlannedCell[] {
  return [
    {
      id: `curve tcp ${size}`,
      scenario: "curve",
      transport: "tcp",
      size,
      parts: 1,
      peers: 1,
      quick: true,
      contenders: uses.map((use) => contender(use, () => encrypted(use))),
    },
  ]
}

function encrypted(use: Use): Exchange {
  const [serverKeys, clientKeys] = [curveKeyPair(), curveKeyPair()]
  const work = { size, security: "curve", serverPublicKey: serverKeys.publicKey } as const
  return {
    sides: [
      server(use, "pull", "tcp", { ...work, serverSecretKey: serverKeys.secretKey }),
      client(use, "push", { ...work, clientPublicKey: clientKeys.publicKey, clientSecretKey: clientKeys.secretKey }),
    ],
    counted: 0,
  }
}
